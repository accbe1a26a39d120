package contract

// The suite: rows of rules, who may run them, and what is said of those that nobody has confirmed.

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/partnerkit/partnerkit-go"
)

// Fixture names what a backend is known to hold.
type Fixture struct {
	UserID      string // a user associated with the partner
	UserEmail   string // that user's e-mail
	ExternalID  string // an external id that the app gave a user
	PortalID    string // a portal that the service account may write to
	RoleID      string // a role of that portal
	Username    string // the session's user
	ContainerID string // a container that this user is in
}

// FakeFixture is what fake.DefaultState holds.
func FakeFixture() Fixture {
	return Fixture{
		UserID: "123e4567-e89b-12d3-a456-426614174000", UserEmail: "ana@example.com",
		ExternalID: "user_external_id_1", PortalID: "portal_1", RoleID: "role_viewer",
		Username: "ana", ContainerID: "container_1",
	}
}

// FixtureFromEnv takes each name from the environment, PARTNERKIT_CONTRACT_USER_ID, _USER_EMAIL, _EXTERNAL_ID,
// _PORTAL_ID, _ROLE_ID, _USERNAME and _CONTAINER_ID. A row that needs one that is not set is skipped.
func FixtureFromEnv() Fixture {
	get := func(name string) string { return os.Getenv("PARTNERKIT_CONTRACT_" + name) }
	return Fixture{
		UserID: get("USER_ID"), UserEmail: get("USER_EMAIL"), ExternalID: get("EXTERNAL_ID"),
		PortalID: get("PORTAL_ID"), RoleID: get("ROLE_ID"), Username: get("USERNAME"), ContainerID: get("CONTAINER_ID"),
	}
}

// Option changes how a suite runs.
type Option func(*suite)

// WithFixture says what the backend holds; FakeFixture is assumed without it.
func WithFixture(f Fixture) Option { return func(s *suite) { s.fixture = f } }

// Destructive runs the rows that write, too. Without it they are skipped, so that nobody's data is changed unasked.
func Destructive() Option { return func(s *suite) { s.destructive = true } }

type suite struct {
	fixture     Fixture
	destructive bool
}

// row is one rule.
type row struct {
	section   string // of the contract
	name      string
	writes    bool
	confirmed string // when and by whom it was seen on the real service; "" by nobody
	needs     func(Fixture) []string
	check     func(*probe)
}

// probe is what a row works with.
type probe struct {
	*testing.T
	Fixture
	client *partnerkit.Client
}

// Run puts a backend through the rows, each with a client of its own. The rows that write are skipped unless Destructive
// is among the options.
func Run(t *testing.T, newClient func(t *testing.T) *partnerkit.Client, opts ...Option) {
	t.Helper()
	s := suite{fixture: FakeFixture()}
	for _, option := range opts {
		option(&s)
	}
	var unconfirmed []string
	for _, r := range rows() {
		if r.confirmed == "" {
			unconfirmed = append(unconfirmed, r.section+": "+r.name)
		}
		t.Run(r.section+"/"+r.name, func(t *testing.T) { s.run(t, r, newClient) })
	}
	t.Logf("%d of %d rows are not confirmed against the real services by anybody:\n%s",
		len(unconfirmed), len(rows()), strings.Join(unconfirmed, "\n"))
}

func (s *suite) run(t *testing.T, r row, newClient func(t *testing.T) *partnerkit.Client) {
	if r.writes && !s.destructive {
		t.Skip("writes: run with Destructive alone")
	}
	if r.needs != nil {
		for _, name := range r.needs(s.fixture) {
			if name == "" {
				t.Skip("the fixture does not name what this row needs")
			}
		}
	}
	r.check(&probe{t, s.fixture, newClient(t)})
}

// ok ends the row where a call failed, and skips it where the client does not reach the API.
func (p *probe) ok(err error) {
	p.Helper()
	p.reaches(err)
	if err != nil {
		p.Fatal(err)
	}
}

// fails wants an error that is each of the given ones.
func (p *probe) fails(err error, want ...error) {
	p.Helper()
	p.reaches(err)
	if err == nil {
		p.Fatalf("no error, want %v", want)
	}
	for _, target := range want {
		if !errors.Is(err, target) {
			p.Errorf("%v\nis not %v", err, target)
		}
	}
}

func (p *probe) reaches(err error) {
	p.Helper()
	if errors.Is(err, partnerkit.ErrNoCredential) || errors.Is(err, partnerkit.ErrNoBaseURL) {
		p.Skip(err)
	}
}

// equal compares what an answer says with what it should.
func equal[T comparable](p *probe, what string, got, want T) {
	p.Helper()
	if got != want {
		p.Errorf("%s is %v, want %v", what, got, want)
	}
}

// cleanUp runs in the end, also where the row failed.
func (p *probe) cleanUp(undo func(context.Context) error) {
	p.Cleanup(func() {
		if err := undo(context.WithoutCancel(p.Context())); err != nil {
			p.Errorf("cleaning up: %v", err)
		}
	})
}
