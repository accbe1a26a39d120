package partnerkit

// Odd inputs, one a row: what encoding/json makes of each, in its older and its newer implementation, and what we do.

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/jsonread"
)

// oddType is a type that odd inputs are read into, with words for what was read.
type oddType struct{ byJSON, byUs func(body []byte) string }

func oddTypeOf[T any](decode func(*jsonread.Decoder, *T) error, words func(T) string) oddType {
	return oddType{
		byJSON: func(body []byte) string {
			var read T
			if json.Unmarshal(body, &read) != nil {
				return refusedInput
			}
			return words(read)
		},
		byUs: func(body []byte) string {
			read := place[T]{read: decode}
			if _, err := call.DecodeBody(&apiSpecs[PortalsAPI], body, &read); err != nil {
				return refusedInput
			}
			return words(read.value)
		},
	}
}

const refusedInput = "refused"

var (
	oddWallet = oddTypeOf(decodeWallet, func(w Wallet) string { return fmt.Sprintf("%+q %d", w.Address, w.ChainID) })
	oddTime   = oddTypeOf(decodeReferral, func(r Referral) string { return r.JoinedAt.Format(time.RFC3339Nano) })
	oddUser   = oddTypeOf(decodeUser, func(u User) string {
		if u.PayID == nil {
			return u.ID
		}
		return u.ID + " " + u.PayID.ID + " " + u.PayID.Name
	})
	oddWallets = oddTypeOf(decodeAppUser, func(u AppUser) string {
		var words []string
		for _, w := range u.Wallets {
			words = append(words, w.Address+strconv.FormatInt(w.ChainID, 10))
		}
		return strings.Join(words, " ")
	})
)

// oddInput is a row: what the older encoding/json reads, what the newer one reads, and what we read.
type oddInput struct {
	of                 oddType
	text               string
	older, newer, ours string
}

// alike is a row in which all three agree.
func alike(of oddType, text, read string) oddInput { return oddInput{of, text, read, read, read} }

func nested(depth int) string {
	return `{"address":"a","more":` + strings.Repeat("[", depth-1) + strings.Repeat("]", depth-1) + `}`
}

var oddInputs = []oddInput{
	// A member given twice takes its last value whole.
	alike(oddWallet, `{"address":"a","address":"b"}`, `"b" 0`),
	{oddWallet, `{"address":"a","address":null}`, `"a" 0`, `"a" 0`, `"" 0`},
	{oddWallet, `{"address":5,"address":"b"}`, refusedInput, refusedInput, `"b" 0`},
	alike(oddWallet, `{"address":"a","address":5}`, refusedInput),
	{oddUser, `{"id":"u","payId":{"id":"p","name":"n"},"payId":{"id":"q"}}`, "u q n", "u q n", "u q "},
	alike(oddUser, `{"id":"u","payId":{"id":"p"},"payId":null}`, "u"),
	{oddWallets, `{"wallets":[{"address":"a","chain_id":1},{}],"wallets":[{"address":"b"}]}`, "b1", "b1", "b0"},
	alike(oddWallets, `{"wallets":[{"address":"a"},null,{"address":"b","address":"c"}]}`, "a0 0 c0"),

	// Names are exact.
	{oddWallet, `{"Address":"a"}`, `"a" 0`, `"a" 0`, `"" 0`},
	{oddWallet, `{"address":"a","ADDRESS":"b"}`, `"b" 0`, `"b" 0`, `"a" 0`},
	alike(oddWallet, `{"\u0061ddress":"a"}`, `"a" 0`),

	// Numbers.
	alike(oddWallet, `{"chain_id":-0}`, `"" 0`),
	alike(oddWallet, `{"chain_id":9223372036854775807}`, `"" 9223372036854775807`),
	alike(oddWallet, `{"chain_id":9223372036854775808}`, refusedInput),
	alike(oddWallet, `{"chain_id":007}`, refusedInput),
	alike(oddWallet, `{"chain_id":+1}`, refusedInput),
	alike(oddWallet, `{"chain_id":- 1}`, refusedInput),
	alike(oddWallet, `{"chain_id":1e400}`, refusedInput),
	alike(oddWallet, `{"chain_id":1e3}`, refusedInput),
	alike(oddWallet, `{"chain_id":1.0}`, refusedInput),
	alike(oddWallet, `{"chain_id":0x10}`, refusedInput),
	alike(oddWallet, `{"chain_id":NaN}`, refusedInput),
	alike(oddWallet, `{"chain_id":"7"}`, refusedInput),
	alike(oddWallet, `{"address":7}`, refusedInput),
	alike(oddWallet, `{"address":true}`, refusedInput),

	// Text.
	alike(oddWallet, `{"address":"\ud800"}`, `"\ufffd" 0`),
	alike(oddWallet, `{"address":"\ud800\ud83d\ude00"}`, `"\ufffd\U0001f600" 0`),
	alike(oddWallet, `{"address":"\ude00\ud83d"}`, `"\ufffd\ufffd" 0`),
	alike(oddWallet, `{"address":"\u0000"}`, `"\x00" 0`),
	alike(oddWallet, `{"address":"\/\u00e9"}`, `"/\u00e9" 0`),
	alike(oddWallet, `{"address":"\x41"}`, refusedInput),
	alike(oddWallet, "{\"address\":\"a\nb\"}", refusedInput),
	alike(oddWallet, "{\"address\":\"a\x00b\"}", refusedInput),
	alike(oddWallet, "{\"address\":\"a\x7fb\"}", `"a\x7fb" 0`),
	{oddWallet, "{\"address\":\"a\xffb\"}", `"a\ufffdb" 0`, `"a\ufffdb" 0`, refusedInput},
	{oddWallet, "{\"address\":\"a\xed\xa0\x80b\"}", `"a\ufffd\ufffd\ufffdb" 0`, `"a\ufffd\ufffd\ufffdb" 0`, refusedInput},
	{oddWallet, "{\"more\":\"\xff\",\"address\":\"a\"}", `"a" 0`, `"a" 0`, refusedInput},

	// Times.
	alike(oddTime, `{"joinedAt":null}`, "0001-01-01T00:00:00Z"),
	alike(oddTime, `{"joinedAt":""}`, refusedInput),
	alike(oddTime, `{"joinedAt":"2023-01-15"}`, refusedInput),
	alike(oddTime, `{"joinedAt":1673784000}`, refusedInput),
	alike(oddTime, `{"joinedAt":"2023-01-15T1:00:00,5Z"}`, "2023-01-15T01:00:00.5Z"),
	alike(oddTime, `{"joinedAt":"2023-01-15T12:00:00+24:00"}`, "2023-01-15T12:00:00+24:00"),
	{oddTime, `{"joinedAt":"2023-01-15T12:00:00\u002b02:00"}`, refusedInput, "2023-01-15T12:00:00+02:00", "2023-01-15T12:00:00+02:00"},

	// The whole text.
	alike(oddWallet, " \t\r\n{\"address\":\"a\"}\n", `"a" 0`),
	alike(oddWallet, `null`, `"" 0`),
	alike(oddWallet, ``, refusedInput),
	alike(oddWallet, ` `, refusedInput),
	alike(oddWallet, `[]`, refusedInput),
	alike(oddWallet, `"a"`, refusedInput),
	alike(oddWallet, "\ufeff{\"address\":\"a\"}", refusedInput),
	alike(oddWallet, "\u00a0{\"address\":\"a\"}", refusedInput),
	alike(oddWallet, `{"address":"a"} x`, refusedInput),
	alike(oddWallet, `{"address":"a"}{}`, refusedInput),
	alike(oddWallet, `{"address":"a"}[1,`, refusedInput),
	alike(oddWallet, `{"address":"a",}`, refusedInput),
	alike(oddWallet, `{"address":"a"`, refusedInput),
	alike(oddWallet, `{address:"a"}`, refusedInput),
	alike(oddWallet, `{'address':'a'}`, refusedInput),
	alike(oddWallet, `{"address":"a"/**/}`, refusedInput),
	alike(oddUser, `{"id":"u","payId":[]}`, refusedInput),
	alike(oddWallets, `{"wallets":[{},]}`, refusedInput),
	alike(oddWallets, `{"wallets":{"0":{}}}`, refusedInput),
	alike(oddWallet, nested(10_000), `"a" 0`),
	alike(oddWallet, nested(10_001), refusedInput),
}

func TestOddInputs(t *testing.T) {
	t.Parallel()
	for _, row := range oddInputs {
		want := row.older
		if NewJSON {
			want = row.newer
		}
		assert.Equal(t, want, row.of.byJSON([]byte(row.text)), "encoding/json of %.80q", row.text)
		assert.Equal(t, row.ours, row.of.byUs([]byte(row.text)), "%.80q", row.text)
	}
}
