package fake_test

// How a program's own constructor is tested with the fake.

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

// newClient is a program's own constructor. The caller's options go last, so that a test's win over its own.
func newClient(key string, opts ...partnerkit.Option) (*partnerkit.Client, error) {
	own := []partnerkit.Option{
		partnerkit.WithPartnerKey(key),
		partnerkit.WithUserAgent("billing/1.4"),
		partnerkit.WithTimeout(5 * time.Second),
		partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 4, MaxWait: time.Minute}),
	}
	return partnerkit.New(append(own, opts...)...)
}

// The client that the program makes is the one that is tested: its number of attempts, its time limit, its middleware.
func ExampleServer_Options() {
	srv := startFake() // in a test: fake.New(t)
	defer srv.Close()

	client, err := newClient("pk_fake_of_production", srv.Options()...)
	fatalOn(err)
	fatalOn(srv.Inject(fake.Fault{Route: "GET /v1/users/email/{email}", Status: http.StatusServiceUnavailable, Times: 3}))
	user, err := client.Users.GetByEmail(context.Background(), "ana@example.com")
	fatalOn(err)
	fmt.Println(user.Email, "after", len(srv.Requests("GET /v1/users/email/{email}")), "requests")
	// Output:
	// ana@example.com after 4 requests
}

func ExampleServer_ClientFor() {
	srv := startFake()
	defer srv.Close()
	ctx := context.Background()

	user, err := srv.ClientFor("partner_alpha").Users.Create(ctx, partnerkit.UserCreateParams{Email: "ada@example.com"})
	fatalOn(err)
	_, err = srv.ClientFor("partner_beta").Users.Get(ctx, user.ID)
	fmt.Println(err)
	// Output:
	// partnerkit: Users.Get: 404 RESOURCE_NOT_FOUND "User not found" (request 00000000000000000000000000000002, 1 attempt)
}
