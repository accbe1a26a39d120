// Package signup is a small piece of an application, with the tests that such a piece deserves: signup_test.go runs
// it against the fake, which loses answers, throttles and lets sessions end when it is told to.
package signup

import (
	"context"
	"fmt"

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
	// It lists before the one creation, and again after a refusal or a lost answer.
	member, err := d.Client.PortalUsers.Ensure(ctx, d.Portal, partnerkit.PortalUserCreateParams{
		FirstName: p.First, LastName: p.Last, Email: p.Email, Roles: []string{d.Role},
	})
	if err != nil {
		return nil, fmt.Errorf("enroll at the portal: %w", err)
	}
	return &Account{UserID: user.ID, PortalUserID: member.ID}, nil
}
