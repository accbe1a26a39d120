package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/examples/internal/backend"
	"github.com/partnerkit/partnerkit-go/examples/internal/golden"
	"github.com/partnerkit/partnerkit-go/fake"
)

func TestOutput(t *testing.T) {
	t.Parallel()
	golden.Check(t, run)
}

func TestWalkReachesEveryRoute(t *testing.T) {
	t.Parallel()
	const all = 20 // routes of twenty operations, of which two share one, and the refresh of a session
	err := backend.OnFake(t.Context(), io.Discard, func(ctx context.Context, b *backend.Backend) error {
		routes := map[string]bool{}
		err := run(ctx, b)
		for _, request := range b.Fake.Requests() {
			routes[request.Route] = true
		}
		assert.Len(t, routes, all)
		return err
	})
	require.NoError(t, err)
}

// realNames is the environment of somebody who has accounts everywhere.
func realNames(name string) string {
	return map[string]string{
		"PARTNERKIT_EXAMPLE_PORTAL": "portal_1", "PARTNERKIT_EXAMPLE_ROLE": "role_viewer",
		"PARTNERKIT_EXAMPLE_CONTAINER": "container_1", "PARTNERKIT_EXAMPLE_EXTERNAL_ID": "user_external_id_1",
		"PARTNERKIT_EXAMPLE_SECOND_PARTNER_KEY": "pk_fake_second",
	}[name]
}

// twoPartners is the default state with a second partner that may delete.
func twoPartners() fake.State {
	state := fake.DefaultState()
	state.Partners[1].APIKey, state.Partners[1].Permissions = "pk_fake_second", state.Partners[0].Permissions
	return state
}

// left is what a state shows of what others made: users with partners, portals and profiles.
func left(state fake.State) fake.State {
	var associated []fake.User
	for _, user := range state.Users {
		if len(user.Partners) > 0 {
			associated = append(associated, user)
		}
	}
	return fake.State{Users: associated, Portals: state.Portals, Profiles: state.Profiles}
}

func TestRealAccountsAreLeftAsTheyWere(t *testing.T) {
	t.Parallel()
	srv := fake.New(t, fake.WithState(twoPartners()))
	before := left(srv.Snapshot())

	var out bytes.Buffer
	require.NoError(t, backend.OnReal(t.Context(), &out, srv.Client(), realNames, run))

	assert.Equal(t, before, left(srv.Snapshot()))
	assert.NotContains(t, out.String(), "left out")
	announcement, _, _ := strings.Cut(out.String(), "Users.Create")
	assert.Contains(t, announcement, "ada+")
	assert.NotContains(t, announcement, "marked read")
	assert.Contains(t, out.String(), "not called: PARTNERKIT_EXAMPLE_MARK_ALL_READ is not set")
}

func TestNotificationsAreMarkedReadWhereThatIsAskedFor(t *testing.T) {
	t.Parallel()
	srv := fake.New(t, fake.WithState(twoPartners()))
	asked := func(name string) string {
		return realNames(name) + map[string]string{string(backend.MarkAllRead): "yes"}[name]
	}
	var out bytes.Buffer
	require.NoError(t, backend.OnReal(t.Context(), &out, srv.Client(), asked, run))
	announcement, _, _ := strings.Cut(out.String(), "Users.Create")
	assert.Contains(t, announcement, "all notifications of the session's user marked read")
	assert.Len(t, srv.Requests("POST /v1/user/notifications/read"), 1)
}

func TestRealAccountsAreLeftAsTheyWereAfterAnError(t *testing.T) {
	t.Parallel()
	srv := fake.New(t, fake.WithState(twoPartners()))
	before := left(srv.Snapshot())
	require.NoError(t, srv.Inject(fake.Fault{Route: "GET /v1/user/referrals", Status: 400}))

	err := backend.OnReal(t.Context(), io.Discard, srv.Client(), realNames, run)

	require.ErrorIs(t, err, partnerkit.ErrBadRequest)
	assert.Equal(t, before, left(srv.Snapshot()))
}

func TestRealAccountsAreLeftAsTheyWereAfterLostAnswers(t *testing.T) {
	t.Parallel()
	srv := fake.New(t, fake.WithState(twoPartners()))
	before := left(srv.Snapshot())
	for _, route := range []string{"POST /v1/users", "POST /v1/partner-portals/{portalId}/users"} {
		require.NoError(t, srv.Inject(fake.Fault{Route: route, Drop: true, After: true}))
	}

	require.NoError(t, backend.OnReal(t.Context(), io.Discard, srv.Client(), realNames, run))

	assert.Equal(t, before, left(srv.Snapshot()))
}

func TestInterruptedWalkTakesBackWhatItMade(t *testing.T) {
	t.Parallel()
	srv := fake.New(t, fake.WithState(twoPartners()))
	before := left(srv.Snapshot())
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()

	err := backend.OnReal(ctx, interruptAt{"PortalUsers.Create", interrupt}, srv.Client(), realNames, run)

	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, before, left(srv.Snapshot()))
}

// interruptAt is a terminal before which somebody presses Ctrl-C when a word appears.
type interruptAt struct {
	word  string
	press func()
}

func (w interruptAt) Write(text []byte) (int, error) {
	if bytes.Contains(text, []byte(w.word)) {
		w.press()
	}
	return len(text), nil
}

func TestServicesWithoutCredentialAreLeftOut(t *testing.T) {
	t.Parallel()
	client, err := partnerkit.New()
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, backend.OnReal(t.Context(), &out, client, func(string) string { return "" }, run))
	assert.Contains(t, out.String(), "left out: PARTNERKIT_EXAMPLE_PORTAL is not set")
	assert.Contains(t, out.String(), "use WithPartnerKey")
}

func TestAnotherOutcomeThanTheWantedOneIsAFailure(t *testing.T) {
	t.Parallel()
	w := &walk{}
	require.ErrorContains(t, w.met("Users.Get", nil, partnerkit.ErrUserNotFound), "Users.Get")
	broken := errors.New("broken")
	assert.ErrorIs(t, w.met("Users.Get", broken, partnerkit.ErrUserNotFound), broken)
}
