package partnerkit_test

// Middleware that people write, runnable: a circuit breaker, a fetcher of a gateway's token, an audit log.

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

var errCircuitOpen = errors.New("the circuit is open")

// breaker stops sending after a number of failures in a row. A real one closes again after a while.
func breaker(failures int) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper {
		var mu sync.Mutex
		failed := 0
		return middlewareFunc(func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			open := failed >= failures
			mu.Unlock()
			if open {
				return nil, errCircuitOpen
			}
			response, err := next.RoundTrip(r)
			mu.Lock()
			defer mu.Unlock()
			if failed++; err == nil && response.StatusCode < 500 {
				failed = 0
			}
			return response, err
		})
	}
}

// The breaker's error ends a call as it is: nothing was sent, so nothing is unknown and nothing is repeated.
func ExampleWithMiddleware_breaker() {
	_, srv := onFake()
	defer srv.Close()
	client, err := srv.Client().With(partnerkit.WithMiddleware(breaker(3)))
	if err != nil {
		log.Fatal(err)
	}
	if err := srv.Inject(fake.Fault{Route: "GET /v1/users/email/{email}", Status: 503, Times: -1}); err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	_, err = client.Users.GetByEmail(ctx, "ada@example.com")
	fmt.Println(errors.Is(err, partnerkit.ErrServer), errors.Is(err, errCircuitOpen))

	_, err = client.Users.Create(ctx, partnerkit.UserCreateParams{Email: "ada@example.com"})
	fmt.Println(errors.Is(err, errCircuitOpen), errors.Is(err, partnerkit.ErrOutcomeUnknown))
	if e, ok := errors.AsType[*partnerkit.Error](err); ok {
		fmt.Println("sent", e.Attempts, "times")
	}
	// Output:
	// true false
	// true false
	// sent 0 times
}

// gatewayToken asks for a token of a company's gateway and puts it on each request. Its own request
// uses the context of the call, so that it ends with the call.
func gatewayToken(url string) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper {
		return middlewareFunc(func(r *http.Request) (*http.Response, error) {
			ask, err := http.NewRequestWithContext(r.Context(), http.MethodPost, url, http.NoBody)
			if err != nil {
				return nil, err
			}
			answer, err := http.DefaultClient.Do(ask)
			if err != nil {
				return nil, fmt.Errorf("no token of the gateway: %w", err)
			}
			defer func() { _ = answer.Body.Close() }()
			r.Header.Set("X-Gateway-Token", answer.Header.Get("X-Token"))
			return next.RoundTrip(r)
		})
	}
}

// A failure to fetch the token is no failure of the call's: nothing was sent.
func ExampleWithMiddleware_tokenFetcher() {
	tokens := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Token", "gateway_fake_token")
	}))
	_, srv := onFake()
	defer srv.Close()
	client, err := srv.Client().With(partnerkit.WithMiddleware(gatewayToken(tokens.URL)))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	user, err := client.Users.Create(ctx, partnerkit.UserCreateParams{Email: "ada@example.com"})
	fmt.Println(user.Email, err)

	tokens.Close()
	http.DefaultClient.CloseIdleConnections()
	_, err = client.Users.Create(ctx, partnerkit.UserCreateParams{Email: "grace@example.com"})
	fmt.Println(err != nil, errors.Is(err, partnerkit.ErrOutcomeUnknown))
	// Output:
	// ada@example.com <nil>
	// true false
}

// audit writes a line an attempt. The request shows no credential, here or as Response.Request.
func audit(next http.RoundTripper) http.RoundTripper {
	return middlewareFunc(func(r *http.Request) (*http.Response, error) {
		response, err := next.RoundTrip(r)
		line := partnerkit.OperationFromContext(r.Context()) + " " + r.Method
		if err != nil {
			fmt.Println(line, "no answer")
			return nil, err
		}
		fmt.Println(line, response.StatusCode, "credential:", response.Request.Header.Get("Authorization") != "")
		return response, nil
	})
}

func ExampleWithMiddleware_auditLog() {
	_, srv := onFake()
	defer srv.Close()
	client, err := srv.Client().With(partnerkit.WithMiddleware(audit))
	if err != nil {
		log.Fatal(err)
	}
	if err := srv.Inject(fake.Fault{Route: "POST /v1/users/{id}/disconnect-wallet", Drop: true, After: true}); err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	user, err := client.Users.Create(ctx, partnerkit.UserCreateParams{Email: "ada@example.com", WalletAddress: "0x1"})
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Users.DisconnectWallet(ctx, user.ID)
	fmt.Println(err)
	// Output:
	// Users.Create POST 201 credential: false
	// Users.DisconnectWallet POST no answer
	// Users.Get GET 200 credential: false
	// <nil>
}
