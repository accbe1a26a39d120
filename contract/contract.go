package contract

// The suite: rows of rules, who may run them, and what is said of those that nobody has confirmed.

import (
	"strings"
	"testing"

	"github.com/partnerkit/partnerkit-go"
)

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
