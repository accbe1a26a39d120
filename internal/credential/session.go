package credential

// A session's credential: the token that its source has at the moment.

import (
	"context"

	"github.com/partnerkit/partnerkit-go/internal/call"
)

// Source is where session tokens come from.
type Source struct {
	// Token is asked before every attempt, with the token that the API refused, "" for none.
	Token     func(ctx context.Context, api *call.API, refused string) (string, error)
	Validate  func(token string) error // what is wrong with a token, in words that do not say it
	Expired   error                    // what ends a call where the source has no token but the refused one
	Secrets   func() []string          // the tokens that the source is known to hold
	AsFailure func(error) *call.Failure
}

// Session is a session's token, which the source is asked for each time.
func Session(s Source) *call.Credential {
	authorize := func(ctx context.Context, api *call.API, refused string) (call.Authorization, error) {
		token, err := s.Token(ctx, api, refused)
		if err != nil {
			return call.Authorization{}, err
		}
		if refused != "" && token == refused {
			return call.Authorization{}, s.Expired
		}
		if err := s.Validate(token); err != nil {
			return call.Authorization{}, err
		}
		return call.Authorization{
			Fields: func() []call.Field { return []call.Field{{Name: "Authorization", Value: "Bearer " + token}} },
			Token:  func() string { return token },
		}, nil
	}
	return &call.Credential{
		Authorize: authorize,
		Secrets:   s.Secrets,
		AsFailure: s.AsFailure,
		Identity:  new(byte), // one of a kind: a source of any type may be no key of a map
	}
}
