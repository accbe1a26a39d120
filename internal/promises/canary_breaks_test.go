package promises_test

// Failures that are nobody's answer: transports, middleware, limiters, sources
// and arguments whose errors speak of a secret.

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/partnerkit/partnerkit-go"
)

func createWithPassword(ctx context.Context, c *partnerkit.Client) (any, error) {
	params := portalParams()
	params.Password = secretPassword
	return c.PortalUsers.Create(ctx, "portal_1", params)
}

type saying string

func (s saying) Wait(context.Context) error { return errors.New(string(s)) }

// spoken are the errors that speak of a text, in the types of net and net/url.
func spoken(text string) map[string]error {
	target := "https://user:" + url.QueryEscape(text) + "@api.invalid/v1?token=" + url.QueryEscape(text)
	plain := errors.New("while sending " + text)
	return map[string]error{
		"a text":         plain,
		"a URL":          &url.Error{Op: "Get", URL: target, Err: plain},
		"a URL within":   fmt.Errorf("proxy: %w", &url.Error{Op: "Get", URL: target, Err: &url.Error{Op: "Put", URL: target, Err: plain}}),
		"an address":     &net.OpError{Op: "dial", Net: "tcp", Addr: &net.UnixAddr{Name: text}, Err: plain},
		"a name":         &net.DNSError{Err: "no such host", Name: text},
		"two errors":     errors.Join(plain, errors.New(text)),
		"a long text":    errors.New(strings.Repeat("x", 505) + text),
		"a cut text":     errors.New("key=" + text[:len(text)-1]),
		"a panic's text": fmt.Errorf("panic: %v", map[string]string{"Authorization": "Bearer " + text}),
	}
}

// breaks are failures in which nothing answers.
func breaks() []misfortune {
	var all []misfortune
	for _, op := range secretOps() {
		for _, secret := range sentBy[op.name] {
			for what, err := range spoken(secret) {
				fails := roundTrip(func(*http.Request) (*http.Response, error) { return nil, err })
				for who, opt := range map[string]partnerkit.Option{
					"transport":  partnerkit.WithHTTPClient(&http.Client{Transport: fails}),
					"middleware": partnerkit.WithMiddleware(func(http.RoundTripper) http.RoundTripper { return fails }),
					"limiter":    partnerkit.WithLimiter(saying(err.Error())),
				} {
					all = append(all, misfortune{fmt.Sprintf("%s: the %s speaks of %s in %s", op.name, who, secret[:7], what),
						func(t *testing.T) (*cage, error) {
							c := newCage(t, fails, opt)
							_, failure := op.call(t.Context(), c.client)
							return c, failure
						}})
				}
			}
			all = append(all, misfortune{op.name + ": the context's cause speaks of " + secret[:7], func(t *testing.T) (*cage, error) {
				ctx, cancel := context.WithCancelCause(t.Context())
				c := newCage(t, roundTrip(func(*http.Request) (*http.Response, error) {
					cancel(errors.New("stopped with\n" + secret))
					return nil, context.Canceled
				}))
				_, err := op.call(ctx, c.client)
				return c, err
			}})
		}
	}
	return all
}

// source is a SessionSource made of a function.
type source func(ctx context.Context, refused string, refresh partnerkit.RefreshFunc) (string, error)

func (s source) Token(ctx context.Context, refused string, refresh partnerkit.RefreshFunc) (string, error) {
	return s(ctx, refused, refresh)
}

// refreshing answers calls with expired sessions until the new one comes, and
// refreshes as told.
func refreshing(refreshed, afterwards answering) roundTrip {
	return func(r *http.Request) (*http.Response, error) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/refresh-session"):
			return refreshed(r)
		case strings.Contains(r.Header.Get("Authorization"), secretNewSession):
			return afterwards(r)
		default:
			return answerText(401, nil, expiredBody, nil)(r)
		}
	}
}

// refreshes are failures around the renewal of a session.
func refreshes() []misfortune {
	pair := fmt.Sprintf(`{"sessionToken":%q,"refreshToken":%q}`, secretNewSession, secretNewRefresh)
	everything := strings.Join([]string{secretSession, secretNewSession, secretNewRefresh}, " ") // the old refresh token is worth nothing
	known := secretSession + " " + secretRefresh
	get := opsOf(profileAPI)[0]
	var all []misfortune
	add := func(name string, transport http.RoundTripper, opts ...partnerkit.Option) {
		all = append(all, misfortune{name, func(t *testing.T) (*cage, error) {
			c := newCage(t, transport, opts...)
			_, err := get.call(t.Context(), c.client)
			return c, err
		}})
	}
	good := answerText(200, nil, pair, nil)
	for disguise, form := range disguises {
		for _, p := range placesFor(disguise) {
			a, b := p.of(profileAPI, form(known)), p.of(profileAPI, form(everything))
			add("refresh repeats "+disguise+" in the "+p.name, refreshing(answerText(a.status, a.header, a.body, a.cut), nil))
			add("after a refresh "+disguise+" in the "+p.name, refreshing(good, answerText(b.status, b.header, b.body, b.cut)))
		}
	}
	for name, body := range map[string]string{
		"cut":                   pair[:len(pair)-9],
		"cut in the token":      pair[:30],
		"two values":            pair + pair,
		"a list":                "[" + pair + "]",
		"a line break":          fmt.Sprintf(`{"sessionToken":%q}`, secretNewSession+"\n"),
		"a bad refresh token":   fmt.Sprintf(`{"sessionToken":%q,"refreshToken":%q}`, secretNewSession, secretNewRefresh+" x"),
		"no session":            fmt.Sprintf(`{"refreshToken":%q}`, secretNewRefresh),
		"an object":             fmt.Sprintf(`{"sessionToken":{%q:1}}`, secretNewSession),
		"a number after it":     fmt.Sprintf(`{"sessionToken":%q,"refreshToken":5}`, secretNewSession),
		"another name":          fmt.Sprintf(`{"token":%q}`, secretNewSession),
		"a page":                "<html>" + pair,
		"a token as its member": fmt.Sprintf(`{%q:%q}`, secretNewSession, secretNewRefresh),
	} {
		for _, status := range []int{200, 206, 302, 400, 500} {
			add(fmt.Sprintf("refresh answers %d with %s", status, name), refreshing(answerText(status, nil, body, nil), nil))
		}
		add("refresh breaks with "+name, refreshing(answerText(200, nil, body, fmt.Errorf("reset after %s", known)), nil))
	}
	for what, err := range spoken(known) {
		add("refresh fails and speaks of "+what, refreshing(func(*http.Request) (*http.Response, error) { return nil, err }, nil))
	}
	for what, err := range spoken(everything) {
		add("onChange speaks of "+what, refreshing(good, answerText(200, nil, goodProfile, nil)),
			partnerkit.WithSession(partnerkit.RefreshingSession(secretSession, secretRefresh,
				func(context.Context, string, string) error { return err })))
	}
	for what, err := range spoken(secretSession) {
		add("the source of a token speaks of "+what, answerText(401, nil, expiredBody, nil),
			partnerkit.WithSession(source(func(_ context.Context, refused string, _ partnerkit.RefreshFunc) (string, error) {
				if refused != "" {
					return "", err
				}
				return secretSession, nil
			})))
		var asked atomic.Int64
		add("the source, asked again, speaks of "+what, answerText(503, nil, "busy", nil), partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 2, MinWait: 1}),
			partnerkit.WithSession(source(func(context.Context, string, partnerkit.RefreshFunc) (string, error) {
				if asked.Add(1) > 1 {
					return "", err
				}
				return secretSession, nil
			})))
	}
	for _, p := range places() {
		a := p.of(profileAPI, secretSession)
		echo := func() answering { return answerText(a.status, a.header, a.body, a.cut) }
		all = append(all, tokensInTurn(get.call, "an attempt repeats the token before it in the "+p.name, answerText(503, nil, "busy", nil), echo()))
		update := func(ctx context.Context, c *partnerkit.Client) (any, error) { return nil, actProfileUpdate.run(ctx, c) }
		all = append(all, tokensInTurn(update, "a read-back repeats the refused token in the "+p.name,
			answerText(401, nil, expiredBody, nil), answerText(503, nil, "busy", nil), echo()))
	}
	for disguise, form := range disguises {
		for _, p := range placesFor(disguise) {
			a := p.of(profileAPI, form(secretSession))
			add("a refresh for a source repeats the refused token "+disguise+" in the "+p.name, refreshing(answerText(a.status, a.header, a.body, a.cut), nil),
				partnerkit.WithSession(source(func(ctx context.Context, refused string, refresh partnerkit.RefreshFunc) (string, error) {
					if refused == "" {
						return secretSession, nil
					}
					_, _, err := refresh(ctx, secretRefresh)
					return "", err
				})))
		}
	}
	add("a token that cannot be sent", nil, partnerkit.WithSession(source(func(context.Context, string, partnerkit.RefreshFunc) (string, error) {
		return secretSession + "\n", nil
	})))
	add("a refresh token that cannot be sent", nil, partnerkit.WithSession(source(func(ctx context.Context, _ string, refresh partnerkit.RefreshFunc) (string, error) {
		_, _, err := refresh(ctx, secretRefresh+"\n")
		return "", err
	})))
	return all
}

// tokensInTurn is a call whose source has another token after the first one, and whose requests are answered in turn; the
// last answer stays.
func tokensInTurn(call func(context.Context, *partnerkit.Client) (any, error), name string, answers ...answering) misfortune {
	return misfortune{name, func(t *testing.T) (*cage, error) {
		var asked, sent atomic.Int64
		transport := roundTrip(func(r *http.Request) (*http.Response, error) {
			return answers[min(int(sent.Add(1)), len(answers))-1](r)
		})
		c := newCage(t, transport, partnerkit.WithRetry(partnerkit.Retry{MaxAttempts: 2, MinWait: 1}),
			partnerkit.WithSession(source(func(context.Context, string, partnerkit.RefreshFunc) (string, error) {
				if asked.Add(1) > 1 {
					return secretNewSession, nil
				}
				return secretSession, nil
			})))
		_, err := call(t.Context(), c.client)
		return c, err
	}}
}

// refusals are options and arguments that can never be right.
func refusals() []misfortune {
	options := map[string]partnerkit.Option{
		"partner key with a newline":  partnerkit.WithPartnerKey(secretPartnerKey + "\n"),
		"partner key of a header":     partnerkit.WithPartnerKey("Bearer " + secretPartnerKey),
		"partner key too long":        partnerkit.WithPartnerKey(strings.Repeat(secretPartnerKey, 1000)),
		"app key with a space":        partnerkit.WithAppKey(secretAppKey+" ", secretAppSecret),
		"app secret with a NUL":       partnerkit.WithAppKey(secretAppKey, secretAppSecret+"\x00"),
		"account key of another kind": partnerkit.WithServiceAccountKey(strings.TrimPrefix(secretAccountKey, "sk:")),
		"account key with a DEL":      partnerkit.WithServiceAccountKey(secretAccountKey + "\x7f"),
		"session with a tab":          partnerkit.WithSession(partnerkit.SessionToken(secretSession + "\t")),
		"refresh token with a tab":    partnerkit.WithSession(partnerkit.RefreshingSession(secretSession, secretRefresh+"\t")),
		"session of two lines":        partnerkit.WithSession(partnerkit.RefreshingSession(secretSession+"\nx", secretRefresh)),
		"base URL with a user":        partnerkit.WithBaseURL("https://u:" + secretPartnerKey + "@api.invalid"),
		"base URL with a query":       partnerkit.WithPartnerBaseURL("https://api.invalid?key=" + secretPartnerKey),
		"base URL with a fragment":    partnerkit.WithAppBaseURL("https://api.invalid#" + secretAppKey),
		"base URL that is a key":      partnerkit.WithPortalsBaseURL(secretAccountKey),
		"base URL with a bad port":    partnerkit.WithProfileBaseURL("https://api.invalid:" + secretSession),
		"base URL with a bad escape":  partnerkit.WithBaseURL("https://api.invalid/%zz" + secretPartnerKey),
		"plain http to a key":         partnerkit.WithBaseURL("http://" + secretPartnerKey),
		"user agent with a newline":   partnerkit.WithUserAgent(secretPartnerKey + "\n"),
	}
	calls := map[string]func(context.Context, *partnerkit.Client) error{
		"credential as a header": func(ctx context.Context, c *partnerkit.Client) error {
			_, err := c.Users.Get(ctx, "u1", partnerkit.WithHeader("Authorization", "Bearer "+secretPartnerKey))
			return err
		},
		"key as a header": func(ctx context.Context, c *partnerkit.Client) error {
			_, err := c.AppUsers.GetByExternalID(ctx, "e", partnerkit.WithHeader("X-API-KEY", secretAppKey))
			return err
		},
		"whole line as a header's name": func(ctx context.Context, c *partnerkit.Client) error {
			_, err := c.Users.Get(ctx, "u1", partnerkit.WithHeader("Authorization: "+secretPartnerKey, "x"))
			return err
		},
		"key as a header's name": func(ctx context.Context, c *partnerkit.Client) error {
			_, err := c.Users.Get(ctx, "u1", partnerkit.WithHeader(secretPartnerKey, "x\n"))
			return err
		},
		"header with a line break": func(ctx context.Context, c *partnerkit.Client) error {
			_, err := c.PortalUsers.Get(ctx, "p", "u", partnerkit.WithHeader("X-Key", secretAccountKey+"\r\n"))
			return err
		},
		"id with a NUL": func(ctx context.Context, c *partnerkit.Client) error {
			_, err := c.Users.Get(ctx, secretPartnerKey+"\x00")
			return err
		},
		"password that is not text": func(ctx context.Context, c *partnerkit.Client) error {
			params := portalParams()
			params.Password = secretPassword + "\xff"
			_, err := c.PortalUsers.Create(ctx, "p", params)
			return err
		},
		"password without a name": func(ctx context.Context, c *partnerkit.Client) error {
			_, err := c.PortalUsers.Create(ctx, "p", partnerkit.PortalUserCreateParams{Password: secretPassword})
			return err
		},
		"attribute that speaks": func(ctx context.Context, c *partnerkit.Client) error {
			params := portalParams()
			params.Password = secretPassword
			params.Attributes = []partnerkit.PortalUserAttribute{{ID: "a", Value: speakingMarshaler{}}}
			_, err := c.PortalUsers.Create(ctx, "p", params)
			return err
		},
	}
	var all []misfortune
	for name, option := range options {
		all = append(all, misfortune{name, func(*testing.T) (*cage, error) {
			_, err := partnerkit.New(option)
			return nil, err
		}})
	}
	for name, call := range calls {
		all = append(all, misfortune{name, func(t *testing.T) (*cage, error) {
			c := newCage(t, nil)
			return c, call(t.Context(), c.client)
		}})
	}
	return all
}
