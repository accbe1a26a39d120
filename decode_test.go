package partnerkit

// What a decoder leaves of a value that was read before: nothing, as the last of two members of one name counts whole.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/internal/jsonread"
)

func TestADecoderLeavesNothingOfBefore(t *testing.T) {
	t.Parallel()
	now, text := time.Now(), Set("x")
	overwrites(t, decodeUser, User{ID: "u", Email: "e", TwitterUsername: "t", WalletAddress: "w", CreatedAt: now, UpdatedAt: now, PayID: &PayID{}})
	overwrites(t, decodePayID, PayID{ID: "i", Name: "n"})
	overwrites(t, decodeAppUser, AppUser{UID: "u", CreatedAt: now, Email: "e", UserExternalID: "x", Wallets: []Wallet{{}}, ClientID: "c"})
	overwrites(t, decodeAppUserJSON, appUserJSON{AppUser: AppUser{UID: "u"}, WalletAddress: "w"})
	overwrites(t, decodeCreatedAppUser, createdAppUser{UID: "u"})
	overwrites(t, decodeWallet, Wallet{Address: "a", ExplorerURL: "u", Network: "n", ChainID: 1})
	overwrites(t, decodePortalUser, PortalUser{ID: "i", FirstName: "f", LastName: "l", Email: "e", LastLoggedAt: now})
	overwrites(t, decodePortalUserDeletion, portalUserDeletion{ID: "i", IsDeleted: true})
	overwrites(t, decodePortalUserPage(1), portalUserPage{Data: []PortalUser{{}}, After: "a"})
	overwrites(t, decodeProfile, profileJSON{Username: text, DisplayName: text, Handle: text, Biography: text, DateOfBirth: Set(Date{2000, 1, 1})})
	overwrites(t, decodePublicProfile, PublicProfile{Username: "u", DisplayName: "d", Handle: "h", Biography: "b"})
	overwrites(t, decodeReferral, Referral{Username: "u", DisplayName: "d", JoinedAt: now})
	overwrites(t, decodeNotificationPage(1), notificationPage{Notifications: []Notification{{}}, Limit: 1, Total: 1})
	overwrites(t, decodeNotification, Notification{ID: "i", ContainerID: "c", Type: "t", Title: "t", Message: "m", Read: true, CreatedAt: now})
	overwrites(t, decodeRefreshResponse, refreshResponse{SessionToken: "s", RefreshToken: "r"})
}

func overwrites[T any](t *testing.T, decode func(*jsonread.Decoder, *T) error, before T) {
	t.Helper()
	var zero T
	require.NoError(t, jsonread.Decode([]byte(`{}`), func(d *jsonread.Decoder) error { return decode(d, &before) }))
	assert.Equal(t, zero, before)
}
