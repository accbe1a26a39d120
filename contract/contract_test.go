package contract_test

import (
	"flag"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/contract"
	"github.com/partnerkit/partnerkit-go/fake"
)

var destructive = flag.Bool("destructive", false, "run the rows that write against the real services, too")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestFake(t *testing.T) {
	t.Parallel()
	contract.Run(t, func(t *testing.T) *partnerkit.Client { return fake.New(t).Client() }, contract.Destructive())
}

func TestNothingIsWrittenUnasked(t *testing.T) {
	t.Parallel()
	srv := fake.New(t)
	before := srv.Snapshot()
	contract.Run(t, func(*testing.T) *partnerkit.Client { return srv.Client() })
	assert.Equal(t, before, srv.Snapshot())
	for _, r := range srv.Requests() {
		assert.Equal(t, http.MethodGet, r.Method, r.Path)
	}
}

// TestReal runs against the real services that the environment has credentials for.
func TestReal(t *testing.T) {
	t.Parallel()
	given := false
	for _, name := range []string{"PARTNER_KEY", "APP_KEY", "SERVICE_ACCOUNT_KEY", "SESSION_TOKEN", "REFRESH_TOKEN"} {
		given = given || os.Getenv("PARTNERKIT_"+name) != ""
	}
	if !given {
		t.Skip("no credential of a real service is in the environment")
	}
	opts := []contract.Option{contract.WithFixture(contract.FixtureFromEnv())}
	if *destructive {
		opts = append(opts, contract.Destructive())
	}
	contract.Run(t, func(t *testing.T) *partnerkit.Client {
		client, err := partnerkit.New(partnerkit.FromEnv())
		require.NoError(t, err)
		return client
	}, opts...)
}
