package partnerkit

// When a refresh token is taken for dead: an error is made here as no API would send it.

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A refresh token is dead where the API itself says so, of it, and nowhere else.
func TestOnlyTheAPIsOwnWordEndsARefreshToken(t *testing.T) {
	t.Parallel()
	refused := func(change func(*Error)) error {
		e := &Error{Op: sessionRefresh.Name, Status: http.StatusUnauthorized, kinds: []error{ErrUnauthorized}, fromAPI: true}
		change(e)
		return e
	}
	for name, row := range map[string]struct {
		err   error
		calls int // of refresh, in three
	}{
		"its own word":   {refused(func(*Error) {}), 1},
		"in an error":    {fmt.Errorf("refreshing: %w", refused(func(*Error) {})), 1},
		"a page":         {refused(func(e *Error) { e.fromAPI = false }), 3},
		"another call's": {refused(func(e *Error) { e.Op = "Users.Get" }), 3},
		"a cause says so": {refused(func(e *Error) {
			e.Status, e.kinds, e.cause = 503, []error{ErrServer}, refused(func(*Error) {})
		}), 3},
		"a limiter says so": {refused(func(e *Error) {
			e.Status, e.fromAPI, e.cause = 0, false, refused(func(*Error) {})
		}), 3},
		"a sentinel says so": {ErrUnauthorized, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calls := 0
			source := RefreshingSession("", "rt_fake_old")
			for range 3 {
				_, err := source.Token(t.Context(), "", func(context.Context, string) (string, string, error) {
					calls++
					return "", "", row.err
				})
				require.Equal(t, row.err, err)
			}
			assert.Equal(t, row.calls, calls)
		})
	}
}
