package fake_test

// How the fake is used, runnable. Start stands for New where there is no test.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"time"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

// startFake gives an example its fake.
func startFake(opts ...fake.Option) *fake.Server {
	srv, err := fake.Start(opts...)
	if err != nil {
		log.Fatal(err)
	}
	return srv
}

// fatalOn ends an example that went wrong.
func fatalOn(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func Example() {
	srv, err := fake.Start() // in a test: fake.New(t), which needs no Close
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()

	client := srv.Client() // a *partnerkit.Client with every credential
	user, err := client.Users.Create(context.Background(), partnerkit.UserCreateParams{Email: "ada@example.com"})
	fatalOn(err)
	fmt.Println(user.Email, "is one of", len(srv.Snapshot().Users))
	// Output:
	// ada@example.com is one of 3
}

// narrator is a test that tells what happens to it. A real test passes its *testing.T.
type narrator struct{ cleanups []func() }

func (*narrator) Helper()                           {}
func (*narrator) Name() string                      { return "TestSignup" }
func (*narrator) Failed() bool                      { return false }
func (n *narrator) Cleanup(f func())                { n.cleanups = append(n.cleanups, f) }
func (*narrator) Logf(format string, args ...any)   { fmt.Printf(format+"\n", args...) }
func (*narrator) Errorf(format string, args ...any) { fmt.Printf("FAIL: "+format+"\n", args...) }
func (*narrator) Fatalf(format string, args ...any) { fmt.Printf("FATAL: "+format+"\n", args...) }

func (n *narrator) end() {
	for _, cleanup := range n.cleanups {
		cleanup()
	}
}

func ExampleNew() {
	t := &narrator{}
	srv := fake.New(t)
	// This test wants to show what happens when the API is down, and never calls it.
	fatalOn(srv.Inject(fake.Fault{Route: "POST /v1/users", Status: http.StatusServiceUnavailable}))
	t.end()
	// Output:
	// FAIL: fake: an injected fault never fired: POST /v1/users, status 503; injected at example_test.go:70
}

func ExampleStart() {
	srv, err := fake.Start(fake.WithQuotas(), fake.WithLatency(time.Millisecond))
	fatalOn(err)
	defer srv.Close()
	fmt.Println(srv.Credentials()) // prints no value
	// Output:
	// fake.Credentials{[redacted]}
}

func ExampleServer_Inject() {
	srv := startFake()
	defer srv.Close()

	// Two answers fail, and then the API heals. The client repeats a read.
	fatalOn(srv.Inject(fake.Fault{Route: "GET /v1/users/email/{email}", Status: http.StatusServiceUnavailable, Times: 2}))
	var response partnerkit.Response
	_, err := srv.Client().Users.GetByEmail(context.Background(), "ana@example.com", partnerkit.WithResponse(&response))
	fatalOn(err)
	fmt.Println(response.Attempts, "attempts")
	fmt.Println(srv.Faults()[0].Fired, "fired")

	fmt.Println(srv.Inject(fake.Fault{Route: "GET /v1/user/email/{email}", Drop: true}))
	// Output:
	// 3 attempts
	// 2 fired
	// fake: fault: Route: unknown route "GET /v1/user/email/{email}", the closest is "GET /v1/users/email/{email}"
}

func ExampleServer_Inject_lostAnswer() {
	srv := startFake()
	defer srv.Close()

	// It happened, and the answer is lost.
	fatalOn(srv.Inject(fake.Fault{Route: "POST /v1/users", Drop: true, After: true}))
	_, err := srv.Client().Users.Create(context.Background(), partnerkit.UserCreateParams{Email: "ada@example.com"})
	fmt.Println(errors.Is(err, partnerkit.ErrOutcomeUnknown))
	fmt.Println(srv.Snapshot().Users[2].Email)
	// Output:
	// true
	// ada@example.com
}

func ExampleServer_Inject_throttled() {
	srv := startFake()
	defer srv.Close()

	// An hour is more than the client waits, so that it says so at once.
	fatalOn(srv.Inject(fake.Fault{Status: http.StatusTooManyRequests, RetryAfter: time.Hour}))
	_, err := srv.Client().Profile.Referrals(context.Background())
	if e, ok := errors.AsType[*partnerkit.Error](err); ok {
		fmt.Println(e.Status, e.RetryAfter)
	}
	// Output:
	// 429 1h0m0s
}

func ExampleServer_Advance() {
	srv := startFake()
	defer srv.Close()
	session := partnerkit.SessionToken(srv.Credentials().SessionToken)
	client, err := srv.Client().With(partnerkit.WithSession(session))
	fatalOn(err)

	fatalOn(srv.Advance(11 * time.Minute)) // a session lives ten
	_, err = client.Profile.Referrals(context.Background())
	fmt.Println(errors.Is(err, partnerkit.ErrSessionExpired))
	// Output:
	// true
}

func ExampleServer_Snapshot() {
	srv := startFake()
	defer srv.Close()
	ctx, client := context.Background(), srv.Client()

	before := srv.Snapshot()
	fatalOn(client.PortalUsers.Delete(ctx, "portal_1", "portal_user_1"))
	fmt.Println(len(srv.Snapshot().Portals[0].Users))

	fatalOn(srv.Restore(before))
	fmt.Println(len(srv.Snapshot().Portals[0].Users))

	before.Users[0].Partners = []string{"nobody"}
	fmt.Println(srv.Restore(before))
	// Output:
	// 1
	// 2
	// users[0].partners[0]: unknown partner "nobody"
}

func ExampleServer_Requests() {
	srv := startFake()
	defer srv.Close()

	_, err := srv.Client().PortalUsers.Create(context.Background(), "portal_1", partnerkit.PortalUserCreateParams{
		FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", Roles: []string{"role_viewer"},
		Password: "not to be seen",
	})
	fatalOn(err)
	for _, r := range srv.Requests() {
		fmt.Println(r.Method, r.Path, r.Status, r.Credential)
		fmt.Println(r.Body)
	}
	// Output:
	// POST /v1/partner-portals/portal_1/users 200 service_account
	// {"first_name":"Ada","last_name":"Lovelace","email":"ada@example.com","roles":["role_viewer"],"password":"[redacted]"}
}

func ExampleServer_Reset() {
	srv := startFake()
	defer srv.Close()

	_, err := srv.Client().Users.Create(context.Background(), partnerkit.UserCreateParams{Email: "ada@example.com"})
	fatalOn(err)
	srv.Reset()
	fmt.Println(len(srv.Snapshot().Users), len(srv.Requests()))
	// Output:
	// 2 0
}

func ExampleServer_URL() {
	srv := startFake()
	defer srv.Close()

	// A socket, for programs that have no partnerkit.Client. It is opened by the first call of URL.
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, srv.URL()+"/v1/users/email/ana@example.com", http.NoBody)
	fatalOn(err)
	request.Header.Set("Authorization", "Bearer "+srv.Credentials().PartnerKey)
	response, err := http.DefaultClient.Do(request)
	fatalOn(err)
	defer func() { fatalOn(response.Body.Close()) }()
	defer http.DefaultClient.CloseIdleConnections()

	var answer struct{ Data struct{ Email string } }
	fatalOn(json.NewDecoder(response.Body).Decode(&answer))
	fmt.Println(response.StatusCode, answer.Data.Email)
	// Output:
	// 200 ana@example.com
}

func ExampleServer_Transport() {
	srv := startFake()
	defer srv.Close()

	// A client made as the application makes it, with its own options, over the fake's transport.
	credentials := srv.Credentials()
	client, err := partnerkit.New(
		partnerkit.WithBaseURL(fake.BaseURL),
		partnerkit.WithHTTPClient(&http.Client{Transport: srv.Transport()}),
		partnerkit.WithPartnerKey(credentials.PartnerKey),
	)
	fatalOn(err)
	user, err := client.Users.GetByEmail(context.Background(), "ben@example.com")
	fatalOn(err)
	fmt.Println(user.Email)
	// Output:
	// ben@example.com
}

func ExampleWithState() {
	srv := startFake(fake.WithState(fake.State{
		Partners: []fake.Partner{{APIKey: "pk_fake_reader", Permissions: []string{"user:read"}}},
	}))
	defer srv.Close()
	ctx, client := context.Background(), srv.Client()

	_, err := client.Users.GetByEmail(ctx, "ana@example.com")
	fmt.Println(errors.Is(err, partnerkit.ErrUserNotFound))
	_, err = client.Users.Create(ctx, partnerkit.UserCreateParams{Email: "ana@example.com"})
	fmt.Println(errors.Is(err, partnerkit.ErrForbidden))
	// Output:
	// true
	// true
}

func ExampleWithQuotas() {
	srv := startFake(fake.WithQuotas())
	defer srv.Close()
	ctx, client := context.Background(), srv.Client()

	var err error
	count := 0
	for err == nil {
		count++
		_, err = client.Users.GetByEmail(ctx, "ana@example.com")
	}
	fmt.Println("request", count, "is throttled:", errors.Is(err, partnerkit.ErrRateLimited))

	fatalOn(srv.Advance(time.Minute)) // a new window
	_, err = client.Users.GetByEmail(ctx, "ana@example.com")
	fmt.Println(err)
	// Output:
	// request 101 is throttled: true
	// <nil>
}

func ExampleChaos() {
	// Half of all requests fail somehow, the same ones in each run. The client sees to it that nobody is made twice.
	srv := startFake(fake.Chaos(1, 0.5))
	defer srv.Close()
	ctx, client := context.Background(), srv.Client()

	for {
		if _, err := client.Users.Ensure(ctx, partnerkit.UserCreateParams{Email: "ada@example.com"}); err == nil {
			break
		}
	}
	fmt.Println(len(srv.Snapshot().Users))
	// Output:
	// 3
}
