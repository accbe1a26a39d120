package partnerkit_test

// How the package is used, runnable: every example talks to the fake and is checked against its Output.

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

// onFake starts a fake for an example and gives a client that talks to it.
func onFake() (*partnerkit.Client, *fake.Server) {
	srv, err := fake.Start()
	if err != nil {
		log.Fatal(err)
	}
	return srv.Client(), srv
}

// orFatal keeps examples short; a program handles its errors.
func orFatal[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func Example() {
	srv, err := fake.Start() // real addresses and credentials in a program
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	client, ctx := srv.Client(), context.Background()

	user, err := client.Users.Create(ctx, partnerkit.UserCreateParams{Email: "ada@example.com"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(user.Email)

	_, err = client.Users.Create(ctx, partnerkit.UserCreateParams{Email: "ada@example.com"})
	fmt.Println(errors.Is(err, partnerkit.ErrUserAlreadyAssociated))
	// Output:
	// ada@example.com
	// true
}

func ExampleNew() {
	client, err := partnerkit.New(
		partnerkit.WithPartnerKey("pk_fake_alpha"),
		partnerkit.WithServiceAccountKey("sk:fake_alpha"),
		partnerkit.WithPortalsBaseURL("https://portals.example.com"), // this API has no documented address
	)
	fmt.Println(client != nil, err)

	_, err = partnerkit.New(partnerkit.WithServiceAccountKey("fake_alpha"))
	fmt.Println(err)
	// Output:
	// true <nil>
	// invalid argument: WithServiceAccountKey: the key does not begin with "sk:"
}

// An endpoint that has no method here yet is called by its path. Here it is one that has.
func ExampleClient_Do() {
	client, srv := onFake()
	defer srv.Close()
	ctx := context.Background()

	var badge struct {
		Email string `json:"email"`
	}
	path := "/v1/users/email/" + url.PathEscape("ana@example.com")
	fmt.Println(client.Do(ctx, partnerkit.PartnerAPI, http.MethodGet, path, nil, &badge), badge.Email)

	err := client.Do(ctx, partnerkit.PortalsAPI, http.MethodDelete, "/v1/partner-portals/portal_1/users/nobody", nil, nil)
	fmt.Println(errors.Is(err, partnerkit.ErrNotFound))
	// Output:
	// <nil> ana@example.com
	// true
}

func ExampleClient_With() {
	client, srv := onFake()
	defer srv.Close()
	ctx := context.Background()

	// A copy for another partner, which shares connections and everything else.
	beta, err := client.With(partnerkit.WithPartnerKey("pk_fake_beta"))
	if err != nil {
		log.Fatal(err)
	}
	_, err = beta.Users.GetByEmail(ctx, "ana@example.com")
	fmt.Println("beta: ", errors.Is(err, partnerkit.ErrUserNotFound))

	ana := orFatal(client.Users.GetByEmail(ctx, "ana@example.com"))
	fmt.Println("alpha:", ana.Email)
	// Output:
	// beta:  true
	// alpha: ana@example.com
}

func ExampleError() {
	client, srv := onFake()
	defer srv.Close()

	_, err := client.Users.GetByEmail(context.Background(), "nobody@example.com")
	switch {
	case errors.Is(err, partnerkit.ErrUserNotFound):
		fmt.Println("the documented case: user not found")
	case errors.Is(err, partnerkit.ErrNotFound):
		fmt.Println("some other 404, a proxy's perhaps")
	}
	if e, ok := errors.AsType[*partnerkit.Error](err); ok {
		fmt.Println(e.Op, e.Status, e.Code, e.Attempts)
	}
	// Output:
	// the documented case: user not found
	// Users.GetByEmail 404 RESOURCE_NOT_FOUND 1
}

func ExampleError_fields() {
	client, srv := onFake()
	defer srv.Close()

	_, err := client.Users.Create(context.Background(), partnerkit.UserCreateParams{Email: "Ada <ada@example.com>"})
	if e, ok := errors.AsType[*partnerkit.Error](err); ok {
		for _, complaint := range e.Fields {
			fmt.Println("wrong:", complaint.Field)
		}
	}
	// Output:
	// wrong: email
}

func ExampleOpt() {
	client, srv := onFake()
	defer srv.Close()
	ctx := context.Background()

	ana := orFatal(client.Users.GetByEmail(ctx, "ana@example.com"))
	fmt.Printf("%q %q\n", ana.Email, ana.TwitterUsername)

	ana = orFatal(client.Users.Update(ctx, ana.ID, partnerkit.UserUpdateParams{
		Email:           partnerkit.Set("ana@example.org"), // a new value
		TwitterUsername: partnerkit.Null[string](),         // cleared
		// WalletAddress is not named and stays
	}))
	fmt.Printf("%q %q %t\n", ana.Email, ana.TwitterUsername, ana.WalletAddress != "")
	// Output:
	// "ana@example.com" "twitter_handle"
	// "ana@example.org" "" true
}

func ExampleRefreshingSession() {
	client, srv := onFake()
	defer srv.Close()

	credentials := srv.Credentials()
	session := partnerkit.RefreshingSession(credentials.SessionToken, credentials.RefreshToken,
		func(_ context.Context, session, refresh string) error {
			fmt.Println("keep the new pair:", session != "", refresh != "")
			return nil
		})
	client = orFatal(client.With(partnerkit.WithSession(session)))

	if err := srv.Advance(11 * time.Minute); err != nil { // the session's ten minutes are over
		log.Fatal(err)
	}
	referrals := orFatal(client.Profile.Referrals(context.Background()))
	fmt.Println(len(referrals), "referrals")
	// Output:
	// keep the new pair: true true
	// 2 referrals
}

// sharedSession lets replicas of an application share one session through a store of their own.
type sharedSession struct {
	load  func() (session, refresh string)
	store func(session, refresh string)
}

func (s sharedSession) Token(ctx context.Context, refused string, refresh partnerkit.RefreshFunc) (string, error) {
	session, token := s.load() // in a program: under the store's lock
	if session != refused {
		return session, nil // another replica was faster
	}
	session, token, err := refresh(ctx, token)
	if err != nil {
		return "", err
	}
	s.store(session, token)
	return session, nil
}

func ExampleSessionSource() {
	client, srv := onFake()
	defer srv.Close()

	credentials := srv.Credentials()
	session, token := credentials.SessionToken, credentials.RefreshToken
	source := sharedSession{
		load:  func() (string, string) { return session, token },
		store: func(s, t string) { session, token = s, t },
	}
	first := orFatal(client.With(partnerkit.WithSession(source)))
	second := orFatal(client.With(partnerkit.WithSession(source)))

	if err := srv.Advance(11 * time.Minute); err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	orFatal(first.Profile.Referrals(ctx))
	orFatal(second.Profile.Referrals(ctx))
	fmt.Println(len(srv.Requests("POST /v1/user/auth/refresh-session")), "refresh for two replicas")
	// Output:
	// 1 refresh for two replicas
}

// middlewareFunc lets a function be a RoundTripper.
type middlewareFunc func(*http.Request) (*http.Response, error)

func (f middlewareFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func ExampleWithMiddleware() {
	client, srv := onFake()
	defer srv.Close()

	// Middleware sees every attempt, and never a credential.
	count := func(next http.RoundTripper) http.RoundTripper {
		return middlewareFunc(func(r *http.Request) (*http.Response, error) {
			response, err := next.RoundTrip(r)
			if err == nil {
				fmt.Println(partnerkit.OperationFromContext(r.Context()), response.StatusCode, r.Header.Get("Authorization") == "")
			}
			return response, err
		})
	}
	client = orFatal(client.With(partnerkit.WithMiddleware(count)))

	if err := srv.Inject(fake.Fault{Status: http.StatusServiceUnavailable}); err != nil {
		log.Fatal(err)
	}
	orFatal(client.Users.GetByEmail(context.Background(), "ana@example.com"))
	// Output:
	// Users.GetByEmail 503 true
	// Users.GetByEmail 200 true
}

// askedLimiter stands for golang.org/x/time/rate.Limiter, which fits as it is.
type askedLimiter struct{ asked int }

func (l *askedLimiter) Wait(context.Context) error {
	l.asked++
	return nil
}

func ExampleWithLimiter() {
	client, srv := onFake()
	defer srv.Close()

	limiter := &askedLimiter{}
	client = orFatal(client.With(partnerkit.WithLimiter(limiter)))
	orFatal(client.Profile.Referrals(context.Background()))
	fmt.Println(limiter.asked)
	// Output:
	// 1
}

func ExampleWithPacing() {
	srv := orFatal(fake.Start(fake.WithQuotas())) // the Partner API's is 100 requests a minute
	defer srv.Close()
	client := orFatal(srv.Client().With(partnerkit.WithPacing()))

	for range 100 {
		orFatal(client.Users.GetByEmail(context.Background(), "ana@example.com"))
	}
	// The next call would wait for the next minute, which is longer than this context leaves.
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_, err := client.Users.GetByEmail(ctx, "ana@example.com")
	e, _ := errors.AsType[*partnerkit.Error](err)
	fmt.Println(errors.Is(err, partnerkit.ErrRateLimited), e.Attempts, e.RetryAfter > 50*time.Second, len(srv.Requests()))
	// Output:
	// true 0 true 100
}

func ExampleWithLogger() {
	client, srv := onFake()
	defer srv.Close()

	// Debug records hold no credential, no query and no body. What changes from run to run is left out here.
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			switch a.Key {
			case slog.MessageKey, "op", "status":
				return a
			default:
				return slog.Attr{}
			}
		},
	}))
	client = orFatal(client.With(partnerkit.WithLogger(logger)))
	orFatal(client.Users.GetByEmail(context.Background(), "ana@example.com"))
	// Output:
	// msg="partnerkit attempt" op=Users.GetByEmail status=200
	// msg="partnerkit call" op=Users.GetByEmail status=200
}
