package promises_test

// What a caller and a logger are told of a call that went wrong midway: the
// answer that there was, once, and the write's rather than the look's.

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// record is what a logger was told of an attempt or a call.
type record struct {
	Msg      string          `json:"msg"`
	Op       string          `json:"op"`
	Status   int             `json:"status"`
	Attempts int             `json:"attempts"`
	ReadBack *bool           `json:"read_back"`
	Error    json.RawMessage `json:"error"`
}

// diary is a logger whose records can be read again.
type diary struct{ text bytes.Buffer }

func (d *diary) option() partnerkit.Option {
	return partnerkit.WithLogger(slog.New(slog.NewJSONHandler(&d.text, &slog.HandlerOptions{Level: slog.LevelDebug})))
}

// of returns the records with a message.
func (d *diary) of(t *testing.T, message string) []record {
	t.Helper()
	var found []record
	decoder := json.NewDecoder(bytes.NewReader(d.text.Bytes()))
	for decoder.More() {
		var r record
		require.NoError(t, decoder.Decode(&r))
		if r.Msg == message {
			found = append(found, r)
		}
	}
	return found
}

const (
	attemptRecord = "partnerkit attempt"
	callRecord    = "partnerkit call"
)

// A look that fails leaves the Response what the write made it.
func TestResponseOfAWriteWhoseLookFails(t *testing.T) {
	t.Parallel()
	for _, a := range lookedFor {
		written := refusalOf(a.api, 500)
		for _, look := range []string{"403", "404html", "drop drop drop", "503 503 503", "page", "absent"} {
			t.Run(a.name+"/"+look, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					var response partnerkit.Response
					far := scripted(t, a, "500 "+look)
					err := a.run(t.Context(), clientOn(t, far), partnerkit.WithResponse(&response))
					require.ErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
					assert.Equal(t, 500, response.Status)
					assert.Equal(t, written, string(response.Body))
					assert.NotNil(t, response.Header)
					assert.Equal(t, 1, response.Attempts)
					assert.False(t, response.ReadBack)
				})
			})
		}
		t.Run(a.name+"/nothing answered", func(t *testing.T) {
			t.Parallel()
			response := partnerkit.Response{Status: 299}
			require.Error(t, a.run(t.Context(), clientOn(t, scripted(t, a, "drop 403")), partnerkit.WithResponse(&response)))
			assert.Equal(t, partnerkit.Response{Attempts: 1}, response, "the look's answer is not the write's")
		})
	}
}

// A call that was refused before it began leaves nothing of an earlier one.
func TestResponseOfARefusedCallIsZero(t *testing.T) {
	t.Parallel()
	stale := partnerkit.Response{Status: 299, RequestID: "req_of_before", Attempts: 7, ReadBack: true, Body: []byte("before")}
	response := stale
	told, refused := partnerkit.WithResponse(&response), partnerkit.WithTimeout(-time.Second)
	for name, opts := range map[string][]partnerkit.CallOption{
		"option after": {told, refused}, "option before": {refused, told}, "options around": {refused, told, nil},
	} {
		response = stale
		require.ErrorIs(t, actUpdate.run(t.Context(), clientOn(t, scripted(t, actUpdate, "")), opts...), partnerkit.ErrInvalidArgument, name)
		assert.Equal(t, partnerkit.Response{}, response, name)
	}
	response = stale
	_, err := clientOn(t, scripted(t, actGet, "")).Users.Get(t.Context(), "..", told)
	require.ErrorIs(t, err, partnerkit.ErrInvalidArgument)
	assert.Equal(t, partnerkit.Response{}, response, "an argument")
}

// failsSecond is a limiter that lets one send pass.
type failsSecond struct {
	asked int
	err   error
}

func (l *failsSecond) Wait(context.Context) error {
	if l.asked++; l.asked > 1 {
		return l.err
	}
	return nil
}

// What keeps a second attempt from being sent does not hide the first one's answer.
func TestTheSecondAttemptIsNotSent(t *testing.T) {
	t.Parallel()
	broken := errors.New("the limiter's store is down")
	for _, row := range []struct {
		name   string
		act    act
		option func() partnerkit.Option
	}{
		{"limiter", actGet, func() partnerkit.Option { return partnerkit.WithLimiter(&failsSecond{err: broken}) }},
		{"limiter", actProfileGet, func() partnerkit.Option { return partnerkit.WithLimiter(&failsSecond{err: broken}) }},
		{"source", actProfileGet, func() partnerkit.Option {
			once := &failsSecond{err: broken}
			return partnerkit.WithSession(refreshless(func(string) (string, error) { return testSession, once.Wait(context.Background()) }))
		}},
	} {
		t.Run(row.name+"/"+row.act.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var (
					d        diary
					response partnerkit.Response
				)
				far := scripted(t, row.act, "503")
				err := row.act.run(t.Context(), clientOn(t, far, row.option(), d.option()), partnerkit.WithResponse(&response))
				require.ErrorIs(t, err, broken)
				require.ErrorIs(t, err, partnerkit.ErrServer)
				failure, ok := errors.AsType[*partnerkit.Error](err)
				require.True(t, ok)
				assert.Equal(t, 503, failure.Status)
				assert.Equal(t, 1, failure.Attempts)
				assert.Equal(t, 503, response.Status)
				assert.Equal(t, refusalOf(row.act.api, 503), string(response.Body))
				assert.Equal(t, 1, response.Attempts)

				attempts, calls := d.of(t, attemptRecord), d.of(t, callRecord)
				require.Len(t, attempts, 1)
				require.Len(t, calls, 1)
				for _, r := range []record{attempts[0], calls[0]} {
					assert.Equal(t, 503, r.Status)
					assert.Equal(t, 1, r.Attempts)
					assert.NotEmpty(t, r.Error)
				}
			})
		})
	}
}

// A write that was found to have happened is one call, and no failed one.
func TestACallThatSucceededByReadingIsOneRecord(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		script   string
		readBack bool
		attempts int // records: the write's and the look's
	}{
		{"drop there", true, 2}, {"503 there", true, 2}, {"ok", false, 1}, {"503 absent", false, 2},
	} {
		for _, a := range lookedFor {
			t.Run(a.name+"/"+row.script, func(t *testing.T) {
				t.Parallel()
				var d diary
				err := a.run(t.Context(), clientOn(t, scripted(t, a, row.script), d.option()))
				assert.Len(t, d.of(t, attemptRecord), row.attempts)
				calls := d.of(t, callRecord)
				require.Len(t, calls, 1)
				require.NotNil(t, calls[0].ReadBack)
				assert.Equal(t, row.readBack, *calls[0].ReadBack)
				assert.Equal(t, err != nil, len(calls[0].Error) > 0, "an error where the caller got one: %s", calls[0].Error)
				assert.Equal(t, 1, calls[0].Attempts)
			})
		}
	}
}

// A look that lists page after page is a part of the creation's record, whichever page fails or finds the user.
func TestALookOfManyPagesIsNoCallOfItsOwn(t *testing.T) {
	t.Parallel()
	none := reply{raw: mailPage("")}
	first, second, lost := reply{raw: mailPage("c1")}, reply{raw: mailPage("c2")}, reply{err: errDropped}
	for name, row := range map[string]struct {
		look     []reply
		readBack bool
	}{
		"found on the third page":    {[]reply{first, second, {raw: mailPage("", "1 ada@example.com")}}, true},
		"nobody on any of them":      {[]reply{first, second, none}, false},
		"the second page is refused": {[]reply{first, {raw: httpAnswer(403, refusalOf(portalsAPI, 403))}}, false},
		"the first page is refused":  {[]reply{{raw: httpAnswer(403, refusalOf(portalsAPI, 403))}}, false},
		"the pages lead in a circle": {[]reply{first, first}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var d diary
			client := clientOn(t, newFarEnd(t, inTurn(append([]reply{none, lost}, row.look...)...)), d.option())
			_, err := client.PortalUsers.Ensure(t.Context(), "p", portalMail("ada@example.com"))
			assert.Equal(t, row.readBack, err == nil, "%v", err)
			assert.Len(t, d.of(t, attemptRecord), 2+len(row.look), "each send is an attempt's record")
			calls := d.of(t, callRecord)
			require.Len(t, calls, 2, "the listing before, and the creation with its look")
			assert.False(t, *calls[0].ReadBack)
			assert.Empty(t, calls[0].Error)
			assert.Equal(t, row.readBack, *calls[1].ReadBack)
			assert.Equal(t, err != nil, len(calls[1].Error) > 0, "%s", calls[1].Error)
		})
	}
}

// The Portals API names a request in its error's body, too.
func TestARequestIDInTheBodyAlone(t *testing.T) {
	t.Parallel()
	const inBody, inHeader = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"
	body := `{"status_code":403,"message":"Forbidden","request_id":"` + inBody + `"}`
	for want, headers := range map[string][]string{inBody: nil, inHeader: {"X-Request-Id: " + inHeader}} {
		var response partnerkit.Response
		answer := reply{raw: httpAnswer(403, body, headers...)}
		err := actPortalCreate.run(t.Context(), clientOn(t, firstThen(t, answer, answer)), partnerkit.WithResponse(&response))
		failure, ok := errors.AsType[*partnerkit.Error](err)
		require.True(t, ok)
		assert.Equal(t, want, failure.RequestID)
		assert.Equal(t, want, response.RequestID)
	}
}
