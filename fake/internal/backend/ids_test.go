package backend

// Ids count up in the digits that their form documents.

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestIDsCountInDecimalOrHexadecimal(t *testing.T) {
	t.Parallel()
	made := newIDMakers()
	for want, maker := range map[string]*idMaker{
		"partner_20":                           &made.partner,
		"00000000-0000-4000-8000-000000000014": &made.user,
		"00000000-0000-4000-9000-000000000014": &made.payID,
		"100000000020":                         &made.appUser,
		"portal_20":                            &made.portal,
		"portal_user_20":                       &made.portalUser,
		"notification_20":                      &made.notification,
		"st_fake_0000000000000020":             &made.sessionToken,
	} {
		last := ""
		for range 20 {
			last = maker.next()
		}
		assert.Equal(t, want, last)
	}
}
