package promises_test

// The golden files hold the answers that the documents print, or that were built
// from their field tables: the client reads each into exactly this.

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// goldenReading is the reading of one file.
type goldenReading struct {
	status int
	want   any
	call   func(context.Context, *partnerkit.Client) (any, error)
}

func goldens() map[string]goldenReading {
	wallet := "0x1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b"
	created := partnerkit.User{ID: aliceID, Email: "user@example.com", TwitterUsername: "twitter_handle", WalletAddress: wallet, CreatedAt: january15}
	read, updated, bare := created, created, created
	read.UpdatedAt, read.PayID = january16, &partnerkit.PayID{ID: "123e4567-e89b-12d3-a456-426614174001", Name: "johndoe"}
	updated.UpdatedAt, updated.TwitterUsername = january16, "new_twitter_handle"
	bare.UpdatedAt, bare.WalletAddress = january16, ""
	portalUser := partnerkit.PortalUser{
		ID: "portal_user_1", FirstName: "Ada", LastName: "Lovelace", Email: "user@example.com", LastLoggedAt: time.Date(2023, 2, 1, 10, 0, 0, 0, time.UTC),
	}
	fields := []partnerkit.ProfileField{"username", "displayName", "handle", "biography", "dateOfBirth"}
	return map[string]goldenReading{
		"partner_create.json": {201, &created, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.Users.Create(ctx, partnerkit.UserCreateParams{Email: "user@example.com"})
		}},
		"partner_get.json": {200, &read, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.Users.Get(ctx, aliceID)
		}},
		"partner_get_by_email.json": {200, &read, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.Users.GetByEmail(ctx, "user@example.com")
		}},
		"partner_update.json": {200, &updated, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.Users.Update(ctx, aliceID, partnerkit.UserUpdateParams{TwitterUsername: partnerkit.Set("new_twitter_handle")})
		}},
		"partner_delete.json": {200, nil, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return errorOnly(c.Users.Disassociate(ctx, aliceID))
		}},
		"partner_disconnect_wallet.json": {200, &bare, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.Users.DisconnectWallet(ctx, aliceID)
		}},
		"app_user.json": {200, goldenAppUser(), func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.AppUsers.GetByExternalID(ctx, "user_external_id_1")
		}},
		"app_create.json": {201, "175324281338", func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return orNothing(c.AppUsers.Create(ctx, partnerkit.AppUserCreateParams{}))
		}},
		"portals_user.json": {200, &portalUser, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.PortalUsers.Get(ctx, "portal_1", "portal_user_1")
		}},
		"portals_list.json": {
			200, &partnerkit.Page[partnerkit.PortalUser]{Items: []*partnerkit.PortalUser{&portalUser}},
			func(ctx context.Context, c *partnerkit.Client) (any, error) {
				return c.PortalUsers.List(ctx, "portal_1", partnerkit.PortalUserListParams{})
			},
		},
		"portals_delete.json": {200, nil, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return errorOnly(c.PortalUsers.Delete(ctx, "portal_1", "portal_user_1"))
		}},
		"profile.json": {200, &partnerkit.Profile{
			Username: "user_1", DisplayName: "Ada Lovelace", Handle: "ada.lovelace", Biography: "Analyst and metaphysician",
			DateOfBirth: partnerkit.Date{Year: 1990, Month: time.May, Day: 17},
		}, func(ctx context.Context, c *partnerkit.Client) (any, error) { return c.Profile.Get(ctx, fields) }},
		"profile_public.json": {200, &partnerkit.PublicProfile{
			Username: "user_1", DisplayName: "Ada Lovelace", Handle: "ada.lovelace", Biography: "Analyst and metaphysician",
		}, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.Profile.Public(ctx, "user_1", "container_1")
		}},
		"profile_referrals.json": {200, []*partnerkit.Referral{
			{Username: "user_2", DisplayName: "Charles Babbage", JoinedAt: time.Date(2023, 5, 1, 8, 0, 0, 0, time.UTC)},
		}, func(ctx context.Context, c *partnerkit.Client) (any, error) { return c.Profile.Referrals(ctx) }},
		"profile_notifications.json": {200, &partnerkit.Page[partnerkit.Notification]{Items: []*partnerkit.Notification{{
			ID: "notification_1", ContainerID: "container_1", Type: "system", Title: "Welcome", Message: "Glad to have you here",
			CreatedAt: time.Date(2023, 5, 2, 8, 0, 0, 0, time.UTC),
		}}, Number: 1, Total: 1}, func(ctx context.Context, c *partnerkit.Client) (any, error) {
			return c.Notifications.List(ctx, partnerkit.NotificationListParams{ContainerID: "container_1"})
		}},
	}
}

func goldenAppUser() *partnerkit.AppUser {
	const address = "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045"
	return &partnerkit.AppUser{
		UID: "816379099131", CreatedAt: time.Date(2023, 8, 10, 14, 7, 14, 494142000, time.UTC), Email: "user@example.com",
		UserExternalID: "user_external_id_1", ClientID: "user_external_id_1",
		Wallets: []partnerkit.Wallet{{
			Address: address, ExplorerURL: "https://amoy.polygonscan.com/address/" + address, Network: "Polygon", ChainID: 80002,
		}},
	}
}

func TestGoldenAnswers(t *testing.T) {
	t.Parallel()
	const folder = "testdata/golden"
	paths, err := filepath.Glob(filepath.Join(folder, "*.json"))
	require.NoError(t, err)
	rows := goldens()
	require.Len(t, paths, len(rows), "a file without a reading, or a reading without its file")
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(filepath.Join(folder, name))
			require.NoError(t, err)
			got, err := row.call(t.Context(), tapeClient(t, tapeOf(httpAnswer(row.status, string(text)))))
			require.NoError(t, err)
			assert.Equal(t, row.want, got)
		})
	}
}
