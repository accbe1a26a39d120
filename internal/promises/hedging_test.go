package promises_test

// Middleware that sends a request more than once, or answers in another's place: the attempt is
// judged by all of its sends.

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// copyOf is a request that can be sent beside another one.
func copyOf(ctx context.Context, r *http.Request) *http.Request {
	made := r.Clone(ctx)
	if r.GetBody != nil {
		made.Body, _ = r.GetBody() // which never fails
	}
	return made
}

// hedging sends a request a second time before the first send has an answer, and takes the first
// answer that comes.
func hedging() partnerkit.Option {
	return partnerkit.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			type result struct {
				response *http.Response
				err      error
				cancel   func()
			}
			results := make(chan result)
			for range 2 {
				ctx, cancel := context.WithCancel(r.Context())
				go func() {
					response, err := next.RoundTrip(copyOf(ctx, r))
					results <- result{response, err, cancel}
				}()
			}
			first := <-results
			go func() { // the other one is of no use any more
				other := <-results
				other.cancel()
				if other.err == nil {
					_ = other.response.Body.Close()
				}
			}()
			if first.err != nil {
				first.cancel()
				return nil, first.err
			}
			first.response.Body = &cancellingBody{first.response.Body, first.cancel}
			return first.response, nil
		})
	})
}

// cancellingBody ends its request's context when it is closed.
type cancellingBody struct {
	io.ReadCloser
	cancel func()
}

func (b *cancellingBody) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}

// Of two sends the slower one is given up by the attempt's end: each has a trace and a credential
// of its own, and the call has made one attempt.
func TestHedgingMiddleware(t *testing.T) {
	t.Parallel()
	overEach(t, func(t *testing.T, over carrier) {
		for _, a := range []act{actGet, actUpdate} {
			var came atomic.Int64
			far := newFarEnd(t, func(int, seen) reply {
				if came.Add(1) == 1 {
					return reply{hang: true}
				}
				return a.reply("ok")
			})
			c := over.client(t, far, hedging(), over.retry(partnerkit.Retry{}))
			var response partnerkit.Response
			require.NoError(t, a.run(t.Context(), c, partnerkit.WithResponse(&response)), a.name)
			assert.Equal(t, 1, response.Attempts)
			assert.Equal(t, []string{a.line, a.line}, far.lines())
			for _, s := range far.requests() {
				assert.Equal(t, "Bearer "+testKey, s.header.Get("Authorization"))
			}
			assert.Equal(t, 500, tokens(t, c, a.api))
		}
	})
}

// twice sends a request twice, one after the other, and gives the second answer.
func twice() partnerkit.Option {
	return partnerkit.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if response, err := next.RoundTrip(copyOf(r.Context(), r)); err == nil {
				_, _ = io.Copy(io.Discard, response.Body)
				_ = response.Body.Close()
			}
			return next.RoundTrip(r)
		})
	})
}

// A refusal of the second send proves nothing where the first may have been carried out.
func TestTwoSendsOfAWrite(t *testing.T) {
	t.Parallel()
	overEach(t, func(t *testing.T, over carrier) {
		for script, want := range map[string]struct {
			attempts int
			errs     []error // of the call; none of a success
		}{
			"drop 409":        {1, is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrConflict)},
			"drop 429":        {1, is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrRateLimited)},
			"503 404":         {1, is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrNotFound)},
			"503 429":         {1, is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrRateLimited)},
			"ok 409":          {1, is(partnerkit.ErrOutcomeUnknown, partnerkit.ErrConflict)},
			"429 drop":        {1, is(partnerkit.ErrOutcomeUnknown)},
			"409 409":         {1, is(partnerkit.ErrConflict)},
			"429 409":         {1, is(partnerkit.ErrConflict)},
			"429 429 429 ok":  {2, nil},
			"drop ok":         {1, nil},
			"unsent 409":      {1, is(partnerkit.ErrConflict)},
			"unsent unsent":   {1, is(errRefused)},
			"429 429 409 409": {2, is(partnerkit.ErrConflict)},
		} {
			retry := partnerkit.Retry{}
			if script == "unsent unsent" {
				retry.MaxAttempts = 1
			}
			far := scripted(t, actCreate, script)
			var response partnerkit.Response
			err := actCreate.run(t.Context(), over.client(t, far, twice(), over.retry(retry)), partnerkit.WithResponse(&response))
			assert.Equal(t, want.attempts, response.Attempts, script)
			if want.errs == nil {
				require.NoError(t, err, script)
				continue
			}
			unknown := false
			for _, e := range want.errs {
				over.requireIs(t, err, e)
				unknown = unknown || errors.Is(e, partnerkit.ErrOutcomeUnknown)
			}
			assert.Equal(t, unknown, errors.Is(err, partnerkit.ErrOutcomeUnknown), "%s: %v", script, err)
		}
	})
}

// replacing answers with a status of its own, whatever came.
func replacing(status int) partnerkit.Option {
	return partnerkit.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			response, err := next.RoundTrip(r)
			if err == nil {
				_ = response.Body.Close()
			}
			return made(status, refusalOf(partnerAPI, status)), nil
		})
	})
}

// Nor does an answer that middleware made of another one.
func TestMiddlewareThatReplacesAnAnswer(t *testing.T) {
	t.Parallel()
	for status, class := range map[int]error{
		400: partnerkit.ErrBadRequest, 404: partnerkit.ErrNotFound, 409: partnerkit.ErrConflict, 429: partnerkit.ErrRateLimited,
	} {
		for token, unknown := range map[string]bool{"ok": true, "503": true, "drop": true, "408": true, "403": false} {
			far := scripted(t, actCreate, token)
			err := actCreate.run(t.Context(), clientOn(t, far, replacing(status), partnerkit.WithRetry(single)))
			require.ErrorIs(t, err, class, token)
			assert.Equal(t, unknown, errors.Is(err, partnerkit.ErrOutcomeUnknown), "%s to %d: %v", token, status, err)
			assert.Len(t, far.requests(), 1, token)
		}
	}
}

// The word that a session is past its time is no leave to send a write again that another send may have carried out.
func TestTwoSendsAndAnExpiredSession(t *testing.T) {
	t.Parallel()
	write, renewal := actProfileUpdate.line, actRefresh.line
	twiceMore := []string{write, write, renewal, write, write}
	for script, want := range map[string]struct {
		lines   []string // of the writes and the renewals
		unknown bool
	}{
		"drop expired absent absent":      {[]string{write, write}, true},
		"503 expired absent absent":       {[]string{write, write}, true},
		"unsent expired ok ok":            {twiceMore, false},
		"expired expired ok ok":           {twiceMore, false},
		"expired expired expired expired": {twiceMore, false},
	} {
		far := refreshedAmid(t, actProfileUpdate, script)
		err := actProfileUpdate.run(t.Context(), clientOn(t, far, twice(), partnerkit.WithSession(twoTokens())))
		lines := slices.DeleteFunc(far.lines(), func(line string) bool { return strings.HasPrefix(line, http.MethodGet) })
		assert.Equal(t, want.lines, lines, script)
		assert.Equal(t, want.unknown, errors.Is(err, partnerkit.ErrOutcomeUnknown), "%s: %v", script, err)
	}
	far := refreshedAmid(t, actProfileUpdate, "drop expired ok ok")
	c := clientOn(t, far, twice(), partnerkit.WithSession(twoTokens()))
	require.NoError(t, actProfileUpdate.run(t.Context(), c, partnerkit.WithRepeat()))
	assert.Equal(t, twiceMore, far.lines(), "at least once is accepted")
}
