// Package signup is a small piece of an application, with the tests that such a piece deserves: signup_test.go runs
// it against the fake, which loses answers, throttles and lets sessions end when it is told to.
package signup

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/partnerkit/partnerkit-go"
)

// Desk enrolls people as users of a partner and of one of its portals.
type Desk struct {
	Client *partnerkit.Client
	Portal string // the portal's id
	Role   string // the id of the role that newcomers get
}

// Person is who wants to be enrolled.
type Person struct{ First, Last, Email string }

// Account is who was enrolled.
type Account struct{ UserID, PortalUserID string }

// Enroll makes a person a user of the partner and of the portal. It may be called again after any error: nobody is
// enrolled twice.
func (d Desk) Enroll(ctx context.Context, p Person) (*Account, error) {
	// Ensure, and not Create: a second call finds the user of the first.
	user, err := d.Client.Users.Ensure(ctx, partnerkit.UserCreateParams{Email: p.Email})
	if err != nil {
		return nil, fmt.Errorf("enroll at the partner: %w", err)
	}
	member, err := d.Client.PortalUsers.Create(ctx, d.Portal, partnerkit.PortalUserCreateParams{
		FirstName: p.First, LastName: p.Last, Email: p.Email, Roles: []string{d.Role},
	})
	// After a lost answer, or a refusal because the e-mail is taken, the listing knows whether there is a member.
	if errors.Is(err, partnerkit.ErrOutcomeUnknown) || errors.Is(err, partnerkit.ErrBadRequest) {
		member, err = d.member(ctx, p.Email, err)
	}
	if err != nil {
		return nil, fmt.Errorf("enroll at the portal: %w", err)
	}
	return &Account{UserID: user.ID, PortalUserID: member.ID}, nil
}

// member finds the portal's user with an e-mail; where there is none it gives the cause back.
func (d Desk) member(ctx context.Context, email string, cause error) (*partnerkit.PortalUser, error) {
	for member, err := range d.Client.PortalUsers.All(ctx, d.Portal, partnerkit.PortalUserListParams{}) {
		if err != nil {
			return nil, errors.Join(cause, err)
		}
		if strings.EqualFold(member.Email, email) {
			return member, nil
		}
	}
	return nil, cause
}
