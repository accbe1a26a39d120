package partnerkit

// Fuzz targets: each decoder reads a body into what the reference reads it into, or refuses it where the reference does,
// and for a place that the reference refuses, too.

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/internal/call"
	"github.com/partnerkit/partnerkit-go/internal/jsonread"
)

// answers are what the promises' tests answer: the documents' samples, and all that is near them.
const answers = "internal/promises/testdata"

func addSeeds(f *testing.F, seeds ...string) {
	f.Helper()
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	paths, err := filepath.Glob(filepath.Join(answers, "golden", "*.json"))
	require.NoError(f, err)
	require.NotEmpty(f, paths)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		require.NoError(f, err)
		f.Add(text)
	}
	text, err := os.ReadFile(filepath.Join(answers, "seeds.txt"))
	require.NoError(f, err)
	for line := range strings.Lines(string(text)) {
		seed, err := strconv.Unquote(strings.TrimSuffix(line, "\n"))
		require.NoError(f, err)
		f.Add([]byte(seed))
	}
}

// place is what a body is decoded to.
type place[T any] struct {
	value T
	read  func(*jsonread.Decoder, *T) error
}

func (p *place[T]) Decode(d *jsonread.Decoder) error { return p.read(d, &p.value) }

func (p *place[T]) IsNothing() bool {
	_, is := any(&p.value).(*call.Nothing)
	return is
}

// requireRead reads a body by a decoder and by the reference; it returns what was read, nil where it was refused.
func requireRead[T any](t *testing.T, api API, decode func(*jsonread.Decoder, *T) error, body []byte) *T {
	t.Helper()
	got := place[T]{read: decode}
	around, err := call.DecodeBody(&apiSpecs[api], body, &got)
	var want T
	wrong := misfits{}
	wantAround := wrong.success(body, api == PartnerAPI || api == AppAPI, reflect.ValueOf(&want).Elem())
	if len(wrong) > 0 {
		require.Error(t, err, "the reference refuses: %s", wrong)
		place := ""
		if value, ok := err.(*jsonread.ValueError); ok { //nolint:errorlint // it is not wrapped
			place = value.Path
		}
		require.Contains(t, wrong, place, "%s", err)
		return nil
	}
	require.NoError(t, err)
	require.Equal(t, wantAround, around)
	require.Equal(t, want, got.value)
	return &got.value
}

func FuzzDecodeUser(f *testing.F) {
	addSeeds(f,
		`{"data":{"id":5,"ID":"a","id":"u1","id":"u2","email":"a","email":null,"payId":{"id":"p","name":"n"},"payId":{"id":"q"}}}`,
		`{"data":{"id":"u1"},"data":{"email":"a"},"success":false,"success":true,"error":null,"error":{},"Data":null}`,
		`{"data":{"createdAt":"2023-01-15T12:00:00\u002b02:00","updatedAt":"2023-01-15T1:00:00,5Z","payId":[]}}`,
	)
	f.Fuzz(func(t *testing.T, body []byte) { requireRead(t, PartnerAPI, decodeUser, body) })
}

func FuzzDecodeAppUser(f *testing.F) {
	addSeeds(f,
		`{"data":{"uid":"1","wallets":[{"address":"a","chain_id":1},{"chain_id":1,"chain_id":-0,"network":"\ud800\ud83d\ude00"},null],"client_id":"c"}}`,
		`{"data":{"wallets":[{"address":"a"}],"wallets":[{"network":"n"},{}],"wallets":null,"wallets":[]}}`,
		`{"data":{"uid":"1","wallet_address":"a","wallet_address":null,"Wallet_address":"b"}}`, `{"data":{"wallet_address":["a"],"wallet_address":"b","user_external_id":null}}`,
	)
	f.Fuzz(func(t *testing.T, body []byte) { requireRead(t, AppAPI, decodeAppUserJSON, body) })
}

func FuzzDecodePortalUser(f *testing.F) {
	addSeeds(f,
		`{"id":"u","last_logged_at":1715936400.5}`, `{"id":"u","last_logged_at":-99999999999}`, `{"last_logged_at":"0000-01-01T00:00:00+2400"}`, `{"last_logged_at":"2024-05-17T11:00:00+24:00"}`,
		`{"last_logged_at":1e400,"last_logged_at":"2024-05-17 09:00:00"}`, `{"last_logged_at":"2024-05-17T11:00:00\u002b02:00"}`, `{"last_logged_at":99999999999999999999}`, `{"last_logged_at":""}`,
	)
	f.Fuzz(func(t *testing.T, body []byte) {
		if user := requireRead(t, PortalsAPI, decodePortalUser, body); user != nil {
			_, err := json.Marshal(user)
			require.NoError(t, err)
		}
	})
}

func FuzzDecodePortalUserPage(f *testing.F) {
	addSeeds(f,
		`{"data":[{"id":"a","email":"x"},{"id":"b"}],"data":[{"id":"c"}],"paging":{"next":{"after":"x"},"next":{}}}`, `{"data":[],"paging":"c"}`, `{"data":null,"paging":{"next":"c"}}`,
		`{"paging":{"next":{"after":"a&b=c#%+ é\u0000"}}}`, `{"paging":{"next":{"after":["c"]}}}`, `{"paging":{"next":7}}`, `{"paging":{"next":{"after":7,"after":null}}}`,
	)
	f.Fuzz(func(t *testing.T, body []byte) { requireRead(t, PortalsAPI, decodePortalUserPage(2), body) })
}

func FuzzDecodeProfile(f *testing.F) {
	addSeeds(f,
		`{"username":"a","username":null,"handle":7,"handle":"h","dateOfBirth":{"year":1990,"month":2,"day":30}}`, `{"dateOfBirth":{"year":1990,"year":1991,"Month":1,"month":2,"day":"1","day":1}}`,
		`{"dateOfBirth":"1990-05-17T23:30:00-05:00"}`, `{"dateOfBirth":"","biography":null}`, `{"dateOfBirth":{"year":"1990"}}`, `{"dateOfBirth":{"month":1e3}}`, `{"dateOfBirth":null}`,
	)
	f.Fuzz(func(t *testing.T, body []byte) {
		requireRead(t, ProfileAPI, decodePublicProfile, body)
		profile := requireRead(t, ProfileAPI, decodeProfile, body)
		if profile == nil {
			return
		}
		date, _ := profile.DateOfBirth.Get()
		written, err := json.Marshal(date)
		require.NoError(t, err)
		var again Date
		require.NoError(t, json.Unmarshal(written, &again))
		require.Equal(t, date, again)
	})
}

func FuzzDecodeReferrals(f *testing.F) {
	addSeeds(f, `[{"username":"a","username":"b","joinedAt":null},null,{"joinedAt":"2023-01-15T12:00:00Z"}]`, `[{"displayName":{}}, 5]`)
	f.Fuzz(func(t *testing.T, body []byte) { requireRead(t, ProfileAPI, decodeReferrals, body) })
}

func FuzzDecodeNotificationPage(f *testing.F) {
	addSeeds(f,
		`{"notifications":[{"id":"a","read":true},{"id":"b","read":1,"read":false}],"notifications":[{"id":"c"}],"total":1e3,"total":1,"limit":-1}`,
		`{"notifications":[null],"total":99999999999999999999,"page":"x"}`,
	)
	f.Fuzz(func(t *testing.T, body []byte) { requireRead(t, ProfileAPI, decodeNotificationPage(2), body) })
}

// FuzzDecodeSmallAnswers reads a body as each of the answers that hold next to nothing.
func FuzzDecodeSmallAnswers(f *testing.F) {
	addSeeds(f, `{"success":true,"data":{"uid":"1","uid":7,"UID":"2"}}`, `{"data":{"uid":null},"data":{"uid":"1","":3}}`, `{"sessionToken":"st_fake_a","sessionToken":"st_fake_b","refreshToken":null}`, `{"id":"a","isDeleted":false,"isDeleted":true}`, `{"success":"yes","success":true,"data":[]}`)
	f.Fuzz(func(t *testing.T, body []byte) {
		requireRead(t, PartnerAPI, call.DecodeNothing, body)
		requireRead(t, ProfileAPI, call.DecodeNothing, body)
		requireRead(t, ProfileAPI, decodeRefreshResponse, body)
		requireRead(t, AppAPI, decodeCreatedAppUser, body)
		requireRead(t, PortalsAPI, decodePortalUserDeletion, body)
	})
}
