package main

// The service: three routes, each one call of the client, and one place that answers where a call fails.

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/partnerkit/partnerkit-go"
)

const maxRequest = 64 << 10 // bytes

// service lets people sign up as users of a partner account.
type service struct {
	client *partnerkit.Client
	limit  time.Duration // of a request
	log    *slog.Logger
}

// newClient makes the client that the service needs. People wait for its answers, so that it gives up early.
func newClient(opts ...partnerkit.Option) (*partnerkit.Client, error) {
	retry := partnerkit.WithRetry(partnerkit.Retry{MaxWait: 2 * time.Second})
	return partnerkit.New(append(opts, retry, partnerkit.WithTimeout(3*time.Second), partnerkit.WithUserAgent("signup"))...)
}

// person is who signs up, and who has.
type person struct {
	ID    string `json:"id,omitempty"`
	Email string `json:"email"`
}

// handler routes requests. A POST says no to who has signed up before; a PUT does not, and may be sent again.
func (s *service) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /signups", s.answering(http.StatusCreated, s.signUp))
	mux.HandleFunc("PUT /signups/{email}", s.answering(http.StatusOK, s.ensure))
	mux.HandleFunc("GET /signups/{email}", s.answering(http.StatusOK, s.find))
	mux.HandleFunc("GET /referrals", s.answering(http.StatusOK, s.referrals))
	return mux
}

func (s *service) signUp(ctx context.Context, r *http.Request) (any, error) {
	var wanted person
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&wanted); err != nil {
		return nil, badBody{err}
	}
	return shown(s.client.Users.Create(ctx, partnerkit.UserCreateParams{Email: wanted.Email}))
}

func (s *service) ensure(ctx context.Context, r *http.Request) (any, error) {
	return shown(s.client.Users.Ensure(ctx, partnerkit.UserCreateParams{Email: r.PathValue("email")}))
}

func (s *service) find(ctx context.Context, r *http.Request) (any, error) {
	return shown(s.client.Users.GetByEmail(ctx, r.PathValue("email")))
}

// referrals are those whom the service's own account has brought.
func (s *service) referrals(ctx context.Context, _ *http.Request) (any, error) {
	return s.client.Profile.Referrals(ctx)
}

// shown is as much of a user as a caller may see.
func shown(user *partnerkit.User, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return person{ID: user.ID, Email: user.Email}, nil
}

// answering makes a handler: it limits the request, calls, and answers.
func (s *service) answering(success int, call func(context.Context, *http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), s.limit)
		defer cancel()
		r.Body = http.MaxBytesReader(w, r.Body, maxRequest)
		body, err := call(ctx, r)
		if err == nil {
			s.write(w, success, body)
			return
		}
		refused := refusalOf(ctx, err)
		s.log.LogAttrs(ctx, slog.LevelWarn, "refused", slog.Int("status", refused.Status), slog.Any("error", err))
		if refused.Status == nobodyIsThere {
			return
		}
		if refused.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(refused.RetryAfter.Seconds()))))
		}
		s.write(w, refused.Status, refused)
	}
}

// write sends JSON. Where the caller has left meanwhile there is nobody to tell.
func (s *service) write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	if made, ok := body.(person); ok && status == http.StatusCreated {
		w.Header().Set("Location", "/signups/"+url.PathEscape(made.Email))
	}
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		s.log.Warn("not sent", "error", err)
	}
}

// serve answers what comes in until ctx ends, and then what has begun.
func serve(ctx context.Context, listener net.Listener, s *service) error {
	server := &http.Server{Handler: s.handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.limit+time.Second)
		defer cancel()
		stopped <- server.Shutdown(grace)
	})
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) || stop() {
		return err
	}
	return <-stopped
}
