package main

// The service against the fake: what a caller gets, and what the API was asked.

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

const (
	create  = "POST /v1/users"
	byEmail = "GET /v1/users/email/{email}"
	refresh = "POST /v1/user/auth/refresh-session"
	grace   = `{"email":"grace@example.com"}`
)

// desk is the service on a fake, with what it logs.
type desk struct {
	*fake.Server
	handler http.Handler
	log     *bytes.Buffer
}

func open(t *testing.T, options ...fake.Option) *desk {
	t.Helper()
	d := &desk{Server: fake.New(t, options...), log: &bytes.Buffer{}}
	log := slog.New(slog.NewTextHandler(d.log, nil))
	d.handler = (&service{client: d.Client(), limit: 10 * time.Second, log: log}).handler()
	return d
}

func (d *desk) ask(ctx context.Context, method, path, body string) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	d.handler.ServeHTTP(recorder, httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(body)))
	return recorder
}

func TestSignUp(t *testing.T) {
	t.Parallel()
	d := open(t)
	got := d.ask(t.Context(), http.MethodPost, "/signups", grace)
	require.Equal(t, http.StatusCreated, got.Code, got.Body)
	assert.Equal(t, "/signups/grace@example.com", got.Header().Get("Location"))
	found := d.ask(t.Context(), http.MethodGet, got.Header().Get("Location"), "")
	assert.Equal(t, http.StatusOK, found.Code)
	assert.JSONEq(t, got.Body.String(), found.Body.String())
	assert.Empty(t, d.log)
}

func TestConflict(t *testing.T) {
	t.Parallel()
	d := open(t)
	require.Equal(t, http.StatusCreated, d.ask(t.Context(), http.MethodPost, "/signups", grace).Code)
	again := d.ask(t.Context(), http.MethodPost, "/signups", `{"email":"GRACE@example.com"}`)
	assert.Equal(t, http.StatusConflict, again.Code)
	assert.JSONEq(t, `{"error":"somebody has signed up with this e-mail"}`, again.Body.String())
	assert.Equal(t, http.StatusOK, d.ask(t.Context(), http.MethodPut, "/signups/grace@example.com", "").Code)
}

func TestNobody(t *testing.T) {
	t.Parallel()
	assert.Equal(t, http.StatusNotFound, open(t).ask(t.Context(), http.MethodGet, "/signups/nobody@example.com", "").Code)
}

func TestWrongRequests(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{"no JSON": "email=a", "unknown member": `{"email":"a@example.com","admin":true}`, "no e-mail": `{}`, "large": `{"email":"` + strings.Repeat("a", maxRequest)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			assert.Equal(t, http.StatusBadRequest, d.ask(t.Context(), http.MethodPost, "/signups", body).Code)
			assert.Empty(t, d.Requests())
		})
	}
	got := open(t).ask(t.Context(), http.MethodPost, "/signups", `{"email":"nobody"}`)
	assert.Equal(t, http.StatusBadRequest, got.Code)
	assert.Contains(t, got.Body.String(), `"field":"email"`, "the API named the member")
}

// A lost answer: the caller is told not to send it again, and finds what became of it by a look.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	d := open(t)
	require.NoError(t, d.Inject(fake.Fault{Route: create, Drop: true, After: true, Times: 2}))
	got := d.ask(t.Context(), http.MethodPost, "/signups", grace)
	assert.Equal(t, http.StatusBadGateway, got.Code)
	assert.Contains(t, got.Body.String(), "do not send it again")
	assert.Empty(t, got.Header().Get("Retry-After"))
	assert.Len(t, d.Requests(create), 1)
	assert.Equal(t, http.StatusOK, d.ask(t.Context(), http.MethodGet, "/signups/grace@example.com", "").Code)

	assert.Equal(t, http.StatusOK, d.ask(t.Context(), http.MethodPut, "/signups/joan@example.com", "").Code)
	assert.Len(t, d.Snapshot().Users, len(fake.DefaultState().Users)+2)
}

func TestUnavailableTwice(t *testing.T) {
	t.Parallel()
	d := open(t)
	require.NoError(t, d.Inject(fake.Fault{Route: create, Status: http.StatusServiceUnavailable, Times: 2}))
	assert.Equal(t, http.StatusOK, d.ask(t.Context(), http.MethodPut, "/signups/grace@example.com", "").Code)
	assert.Len(t, d.Requests(create), 3)

	require.NoError(t, d.Inject(fake.Fault{Route: create, Status: http.StatusServiceUnavailable}))
	assert.Equal(t, http.StatusBadGateway, d.ask(t.Context(), http.MethodPost, "/signups", `{"email":"joan@example.com"}`).Code,
		"a gateway says 503 after it has passed a request on, too")
}

func TestQuota(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := open(t, fake.WithQuotas())
		for range 100 {
			require.Equal(t, http.StatusOK, d.ask(t.Context(), http.MethodGet, "/signups/ana@example.com", "").Code)
		}
		got := d.ask(t.Context(), http.MethodPost, "/signups", grace)
		assert.Equal(t, http.StatusServiceUnavailable, got.Code)
		assert.Equal(t, "60", got.Header().Get("Retry-After"))
		time.Sleep(time.Minute)
		assert.Equal(t, http.StatusCreated, d.ask(t.Context(), http.MethodPost, "/signups", grace).Code)
	})
}

func TestSessionEnds(t *testing.T) {
	t.Parallel()
	d := open(t)
	require.NoError(t, d.Advance(11*time.Minute))
	assert.Equal(t, http.StatusOK, d.ask(t.Context(), http.MethodGet, "/referrals", "").Code)
	assert.Len(t, d.Requests(refresh), 1)

	require.NoError(t, d.Advance(31*24*time.Hour))
	got := d.ask(t.Context(), http.MethodGet, "/referrals", "")
	assert.Equal(t, http.StatusUnauthorized, got.Code)
	assert.Contains(t, got.Body.String(), "log in again")
}

// The service's own deadline: a read may be asked again, a write must not.
func TestDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := open(t)
		require.NoError(t, d.Inject(fake.Fault{Route: byEmail, Stall: true}))
		require.NoError(t, d.Inject(fake.Fault{Route: create, Stall: true}))
		began := time.Now()
		assert.Equal(t, http.StatusGatewayTimeout, d.ask(t.Context(), http.MethodGet, "/signups/ana@example.com", "").Code)
		assert.Equal(t, http.StatusBadGateway, d.ask(t.Context(), http.MethodPost, "/signups", grace).Code)
		assert.Equal(t, 20*time.Second, time.Since(began))
	})
}

// A key that may not create: the caller can do nothing about it, and learns nothing of it; the log has it all.
func TestReadOnlyKey(t *testing.T) {
	t.Parallel()
	state := fake.DefaultState()
	state.Partners[0].Permissions = []string{"user:read"}
	d := open(t, fake.WithState(state))
	got := d.ask(t.Context(), http.MethodPost, "/signups", grace)
	assert.Equal(t, http.StatusInternalServerError, got.Code)
	assert.JSONEq(t, `{"error":"this service is not set up"}`, got.Body.String())
	assert.Contains(t, d.log.String(), "FORBIDDEN")
	assert.NotContains(t, d.log.String(), d.Credentials().PartnerKey)
	assert.Equal(t, http.StatusOK, d.ask(t.Context(), http.MethodGet, "/signups/ana@example.com", "").Code)
}

func TestCallerLeaves(t *testing.T) {
	t.Parallel()
	d := open(t)
	ctx, leave := context.WithCancel(t.Context())
	leave()
	got := d.ask(ctx, http.MethodGet, "/signups/ana@example.com", "")
	assert.Empty(t, got.Body.String())
	assert.Empty(t, got.Result().Header)
}

func TestServesUntilItIsStopped(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ended := make(chan error, 1)
	go func() {
		ended <- serve(ctx, listener, &service{client: fake.New(t).Client(), limit: 10 * time.Second, log: slog.New(slog.DiscardHandler)})
	}()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get("http://" + listener.Addr().String() + "/signups/ana@example.com")
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, http.StatusOK, response.StatusCode)
	stop()
	assert.NoError(t, <-ended)
}

func TestArguments(t *testing.T) {
	t.Parallel()
	assert.Error(t, run(t.Context(), []string{"-port", "1"}, io.Discard))
	assert.Error(t, run(t.Context(), []string{"-addr", "127.0.0.1:-1"}, io.Discard))
	client, err := newClient()
	require.NoError(t, err)
	_, err = client.Users.GetByEmail(t.Context(), "ana@example.com")
	assert.Equal(t, http.StatusInternalServerError, refusalOf(t.Context(), err).Status, "without a credential: %v", err)
	assert.Equal(t, http.StatusInternalServerError, refusalOf(t.Context(), errors.New("another's")).Status)
	_, err = newClient(partnerkit.WithPartnerKey(""))
	assert.ErrorIs(t, err, partnerkit.ErrInvalidArgument)
}
