package promises_test

// What an application decides by: the table of the package documentation, row by row.

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// decision is what an error says of what to do.
type decision struct {
	status      int
	attempts    int
	unavailable bool
	deadline    bool // Is context.DeadlineExceeded
	unknown     bool
	retryable   bool
}

func decisionOf(t *testing.T, err error) decision {
	t.Helper()
	e, ok := errors.AsType[*partnerkit.Error](err)
	require.True(t, ok, "%v", err)
	return decision{
		e.Status, e.Attempts, errors.Is(err, partnerkit.ErrUnavailable), errors.Is(err, context.DeadlineExceeded),
		errors.Is(err, partnerkit.ErrOutcomeUnknown), e.Retryable(),
	}
}

// failing is a limiter or middleware that fails from the nth time on.
type failing struct {
	from, asked int
	err         error
}

func (f *failing) Wait(context.Context) error {
	if f.asked++; f.asked >= f.from {
		return f.err
	}
	return nil
}

func (f *failing) wrap(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		if err := f.Wait(r.Context()); err != nil {
			return nil, err
		}
		return next.RoundTrip(r)
	})
}

func TestWhatAnApplicationDecidesBy(t *testing.T) {
	t.Parallel()
	slow := errors.New("over the rate")
	late := func(opts ...partnerkit.Option) []partnerkit.Option { return opts }
	for name, row := range map[string]struct {
		act     act
		script  string
		within  time.Duration // of the caller's deadline; 0 for none
		cancel  time.Duration // after which the caller gives up; 0 for never
		options []partnerkit.Option
		opts    []partnerkit.CallOption
		want    decision
	}{
		"an attempt's time over, read":          {act: actGet, script: "hang hang hang", want: decision{0, 3, true, true, false, true}},
		"an attempt's time over, write":         {act: actCreate, script: "hang", want: decision{0, 1, true, true, true, false}},
		"deadline in a wait after a 503":        {act: actGet, script: "503 hang", within: time.Second, want: decision{503, 2, false, true, false, false}},
		"deadline in the wait itself":           {act: actGet, script: "503+5", cancel: time.Second, want: decision{503, 1, false, false, false, false}},
		"deadline after a network error":        {act: actGet, script: "drop hang", within: time.Second, want: decision{0, 2, true, true, false, false}},
		"wait not begun after a 429":            {act: actGet, script: "429+5", within: time.Second, want: decision{429, 1, false, false, false, true}},
		"wait not begun after a 503":            {act: actGet, script: "503+5", within: time.Second, want: decision{503, 1, false, false, false, true}},
		"Retry-After above the limit":           {act: actGet, script: "503+60", want: decision{503, 1, false, false, false, true}},
		"a write's 429":                         {act: actCreate, script: "429+5", within: time.Second, want: decision{429, 1, false, false, false, true}},
		"refused, read":                         {act: actGet, script: "unsent unsent unsent", want: decision{0, 3, true, false, false, true}},
		"refused, write":                        {act: actCreate, script: "unsent unsent unsent", want: decision{0, 3, true, false, false, true}},
		"a broken connection, read":             {act: actGet, script: "drop drop drop", want: decision{0, 3, true, false, false, true}},
		"a broken connection, write":            {act: actCreate, script: "drop", want: decision{0, 1, true, false, true, false}},
		"a broken connection, MarkAllRead":      {act: actMarkAllRead, script: "drop drop drop", want: decision{0, 3, true, false, false, true}},
		"a broken connection, Ensure":           {act: actEnsure, script: "drop drop drop", want: decision{0, 3, true, false, false, true}},
		"a write's 503":                         {act: actCreate, script: "503", want: decision{503, 1, false, false, true, false}},
		"cancelled, read under way":             {act: actGet, script: "hang", cancel: time.Second, want: decision{0, 1, false, false, false, false}},
		"cancelled, write under way":            {act: actCreate, script: "hang", cancel: time.Second, want: decision{0, 1, false, false, true, false}},
		"cancelled after a network error":       {act: actGet, script: "drop hang", cancel: time.Second, want: decision{0, 2, false, false, false, false}},
		"cancelled in the wait after a timeout": {act: actGet, script: "hang", cancel: 30*time.Second + 100*time.Millisecond, want: decision{0, 1, false, false, false, false}},
		"cancelled after a timeout":             {act: actGet, script: "hang hang", cancel: 40 * time.Second, want: decision{0, 2, false, false, false, false}},
		"cancelled while a write is looked for": {act: actUpdate, script: "hang hang", cancel: 40 * time.Second, want: decision{0, 1, false, false, true, false}},
		"a limiter, nothing before":             {act: actGet, options: late(partnerkit.WithLimiter(&failing{from: 1, err: slow})), want: decision{}},
		"a limiter, after a 503":                {act: actGet, script: "503", options: late(partnerkit.WithLimiter(&failing{from: 2, err: slow})), want: decision{503, 1, false, false, false, true}},
		"a limiter's own deadline":              {act: actGet, options: late(partnerkit.WithLimiter(&failing{from: 1, err: context.DeadlineExceeded})), want: decision{deadline: true}},
		"TLS is not agreed on":                  {act: actGet, script: "cert", want: decision{0, 1, true, false, false, false}},
		"TLS is not agreed on, write":           {act: actCreate, script: "cert", want: decision{0, 1, true, false, false, false}},
		"a breaker":                             {act: actCreate, options: late(partnerkit.WithMiddleware((&failing{from: 1, err: slow}).wrap)), want: decision{}},
		"a refusal":                             {act: actGet, script: "404", want: decision{404, 1, false, false, false, false}},
		"a 501 to a read":                       {act: actGet, script: "501", want: decision{501, 1, false, false, false, false}},
		"a success that cannot be read":         {act: actGet, script: "page", want: decision{200, 1, false, false, false, false}},
		"an unknown repeat":                     {act: actCreate, script: "drop 409", opts: []partnerkit.CallOption{partnerkit.WithRepeat()}, want: decision{409, 2, false, false, true, false}},
		"a session that is not to be refreshed": {act: actProfileGet, script: "401", want: decision{401, 1, false, false, false, false}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				if row.within > 0 {
					limited, cancel := context.WithTimeout(ctx, row.within)
					defer cancel()
					ctx = limited
				}
				if row.cancel > 0 {
					given, cancel := context.WithCancel(ctx)
					defer time.AfterFunc(row.cancel, cancel).Stop()
					ctx = given
				}
				c := clientOn(t, scripted(t, row.act, row.script), append(row.options, partnerkit.WithRetry(waitsFor(row.script)))...)
				assert.Equal(t, row.want, decisionOf(t, row.act.run(ctx, c, row.opts...)))
			})
		})
	}
}

// An empty budget changes nothing but the words.
func TestAnEmptyBudgetIsSaid(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]decision{
		"503":    {503, 1, false, false, false, true},
		"unsent": {0, 1, true, false, false, true},
	} {
		c := clientOn(t, scripted(t, actGet, script))
		leave(t, c, partnerAPI, 0)
		err := actGet.run(t.Context(), c)
		assert.Equal(t, want, decisionOf(t, err))
		assert.ErrorContains(t, err, "the retry budget is empty")
	}
}

// Which members were wrong is in the error's line and in its Fields.
func TestAnErrorNamesTheMembers(t *testing.T) {
	t.Parallel()
	far := newFarEnd(t, func(int, seen) reply {
		return reply{raw: httpAnswer(400, `{"success":false,"error":{"code":"VALIDATION_ERROR","message":"Invalid request data","details":{"errors":[`+
			`{"path":["email"],"message":"Invalid email"},{"path":["a",0],"message":"m"},{"path":["b"],"message":"m"},{"path":["c"],"message":"m"}]}}}`)}
	})
	err := actCreate.run(t.Context(), clientOn(t, far))
	assert.EqualError(t, err, `partnerkit: Users.Create: 400 VALIDATION_ERROR "Invalid request data" email: "Invalid email", a.0: "m", b: "m", and 1 more (1 attempt)`)
	_, err = clientOn(t, far).Users.Create(t.Context(), partnerkit.UserCreateParams{})
	e, ok := errors.AsType[*partnerkit.Error](err)
	require.True(t, ok)
	assert.Equal(t, []partnerkit.FieldError{{Field: "email", Message: "is empty"}}, e.Fields)
	_, err = clientOn(t, far).Users.Get(t.Context(), "..")
	e, ok = errors.AsType[*partnerkit.Error](err)
	require.True(t, ok)
	assert.Equal(t, []partnerkit.FieldError{{Field: "id", Message: "is a dot segment"}}, e.Fields)
}

// Why a look for a write's effect did not settle it is in the error.
func TestAnErrorSaysWhyReadingBackFailed(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{
		"drop 403":    `reading back failed: 403 CODE_403 "no"`,
		"drop absent": "reading back did not find the effect",
	} {
		err := actUpdate.run(t.Context(), clientOn(t, scripted(t, actUpdate, script)))
		require.ErrorIs(t, err, partnerkit.ErrOutcomeUnknown)
		assert.ErrorContains(t, err, want)
	}
}

// What is given to partnerkit.New is what every call begins with, and a call's own wins.
func TestCallOptionsOfAClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		far := newFarEnd(t, func(int, seen) reply { return actGet.reply("503") })
		c := clientOn(t, far, partnerkit.WithHeader("X-Tenant", "a"), partnerkit.WithHeader("X-App", "b"), partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 2, MinWait: time.Second, MaxWait: time.Second}))
		other, err := c.With(partnerkit.WithHeader("X-Tenant", "other"), partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 4}))
		require.NoError(t, err)
		for _, row := range []struct {
			client *partnerkit.Client
			opts   []partnerkit.CallOption
			tenant string
			sends  int
		}{
			{c, nil, "a", 2},
			{c, []partnerkit.CallOption{partnerkit.WithHeader("X-Tenant", "call"), partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 3})}, "call", 3},
			{other, nil, "other", 4},
			{c, nil, "a", 2},
		} {
			before, began := len(far.requests()), time.Now()
			require.ErrorIs(t, actGet.run(t.Context(), row.client, row.opts...), partnerkit.ErrServer)
			sent := far.requests()[before:]
			assert.Len(t, sent, row.sends)
			assert.Equal(t, time.Duration(row.sends-1)*time.Second, time.Since(began), "the least wait is the client's")
			assert.Equal(t, row.tenant, sent[0].header.Get("X-Tenant"))
			assert.Equal(t, "b", sent[0].header.Get("X-App"))
		}
		hung := clientOn(t, newFarEnd(t, func(int, seen) reply { return reply{hang: true} }), partnerkit.WithTimeout(time.Second), partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 1}))
		began := time.Now()
		require.ErrorIs(t, actGet.run(t.Context(), hung), context.DeadlineExceeded)
		assert.Equal(t, time.Second, time.Since(began))
	})
	for name, option := range map[string]partnerkit.Option{"WithRepeat": partnerkit.WithRepeat(), "WithResponse": partnerkit.WithResponse(new(partnerkit.Response))} {
		_, err := partnerkit.New(option)
		require.ErrorIs(t, err, partnerkit.ErrInvalidArgument)
		assert.ErrorContains(t, err, name)
	}
}
