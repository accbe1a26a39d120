package promises_test

// Every exported method of the services, found by reflection, is called
// against the fake: a method without a call here fails, and so does a call
// without a method.

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
	"github.com/partnerkit/partnerkit-go/fake"
)

// serviceMethods returns the names of the client's services and of their methods,
// "Users" and "Users.Get".
func serviceMethods(t *testing.T) (names, methods []string) {
	t.Helper()
	client := reflect.TypeFor[partnerkit.Client]()
	for _, field := range reflect.VisibleFields(client) {
		if !field.IsExported() {
			continue
		}
		require.Equal(t, field.Type, reflect.PointerTo(field.Type.Elem()), field.Name)
		require.True(t, strings.HasSuffix(field.Type.Elem().Name(), "Service"), field.Name)
		names = append(names, field.Name)
		for method := range field.Type.NumMethod() {
			methods = append(methods, field.Name+"."+field.Type.Method(method).Name)
		}
	}
	return names, methods
}

// callOnFake is a call against a fake in its default state, with that state.
type callOnFake func(t *testing.T, c *partnerkit.Client, s fake.State)

var callsOnFake = map[string]callOnFake{
	"Users.Create": func(t *testing.T, c *partnerkit.Client, _ fake.State) {
		user, err := c.Users.Create(t.Context(), partnerkit.UserCreateParams{Email: "new@example.com", WalletAddress: "0x1"})
		require.NoError(t, err)
		assert.Equal(t, "new@example.com", user.Email)
		_, err = c.Users.Create(t.Context(), partnerkit.UserCreateParams{Email: "new@example.com"})
		assert.ErrorIs(t, err, partnerkit.ErrUserAlreadyAssociated)
	},
	"Users.Ensure": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		user, err := c.Users.Ensure(t.Context(), partnerkit.UserCreateParams{Email: s.Users[0].Email})
		require.NoError(t, err)
		assert.Equal(t, s.Users[0].ID, user.ID)
	},
	"Users.Get": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		user, err := c.Users.Get(t.Context(), s.Users[0].ID)
		require.NoError(t, err)
		assert.Equal(t, s.Users[0].Email, user.Email)
		_, err = c.Users.Get(t.Context(), "nobody")
		assert.ErrorIs(t, err, partnerkit.ErrUserNotFound)
	},
	"Users.GetByEmail": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		user, err := c.Users.GetByEmail(t.Context(), strings.ToUpper(s.Users[0].Email))
		require.NoError(t, err)
		assert.Equal(t, s.Users[0].ID, user.ID)
	},
	"AppUsers.Get": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		want := s.Apps[0].Users[1]
		user, err := c.AppUsers.Get(t.Context(), want.UID)
		require.NoError(t, err)
		assert.Equal(t, want.UserExternalID, user.UserExternalID)
		_, err = c.AppUsers.Get(t.Context(), "nobody")
		assert.ErrorIs(t, err, partnerkit.ErrUserNotFound)
	},
	"AppUsers.GetByEmail": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		want := s.Apps[0].Users[0]
		user, err := c.AppUsers.GetByEmail(t.Context(), strings.ToUpper(*want.Email))
		require.NoError(t, err)
		assert.Equal(t, want.UID, user.UID)
	},
	"AppUsers.Create": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		uid, err := c.AppUsers.Create(t.Context(), partnerkit.AppUserCreateParams{UserExternalID: "new"})
		require.NoError(t, err)
		assert.NotEmpty(t, uid)
		_, err = c.AppUsers.Create(t.Context(), partnerkit.AppUserCreateParams{Email: *s.Apps[0].Users[0].Email})
		assert.ErrorIs(t, err, partnerkit.ErrUserExists)
	},
	"AppUsers.Ensure": func(t *testing.T, c *partnerkit.Client, _ fake.State) {
		params := partnerkit.AppUserCreateParams{UserExternalID: "new", Email: "new@example.com"}
		made, err := c.AppUsers.Ensure(t.Context(), params)
		require.NoError(t, err)
		again, err := c.AppUsers.Ensure(t.Context(), params)
		require.NoError(t, err)
		assert.Equal(t, made, again)
	},
	"AppUsers.WaitForWallet": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		user, err := c.AppUsers.WaitForWallet(t.Context(), s.Apps[0].Users[0].UserExternalID)
		require.NoError(t, err)
		assert.NotEmpty(t, user.Wallets[0].Address)
	},
	"AppUsers.GetByExternalID": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		want := s.Apps[0].Users[0]
		user, err := c.AppUsers.GetByExternalID(t.Context(), want.UserExternalID)
		require.NoError(t, err)
		assert.Equal(t, want.UID, user.UID)
		_, err = c.AppUsers.GetByExternalID(t.Context(), "nobody/ é")
		assert.ErrorIs(t, err, partnerkit.ErrUserNotFound)
	},
	"Users.Update": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		user, err := c.Users.Update(t.Context(), s.Users[0].ID, partnerkit.UserUpdateParams{TwitterUsername: partnerkit.Set("new")})
		require.NoError(t, err)
		assert.Equal(t, "new", user.TwitterUsername)
	},
	"Users.Disassociate": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		require.NoError(t, c.Users.Disassociate(t.Context(), s.Users[0].ID))
		assert.ErrorIs(t, c.Users.Disassociate(t.Context(), s.Users[0].ID), partnerkit.ErrAssociationNotFound)
	},
	"Users.DisconnectWallet": func(t *testing.T, c *partnerkit.Client, _ fake.State) {
		made, err := c.Users.Create(t.Context(), partnerkit.UserCreateParams{Email: "new@example.com", WalletAddress: "0x1"})
		require.NoError(t, err)
		user, err := c.Users.DisconnectWallet(t.Context(), made.ID)
		require.NoError(t, err)
		assert.Empty(t, user.WalletAddress)
		_, err = c.Users.DisconnectWallet(t.Context(), made.ID)
		assert.ErrorIs(t, err, partnerkit.ErrNoWallet)
	},
	"PortalUsers.List": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		portal := s.Portals[0]
		page, err := c.PortalUsers.List(t.Context(), portal.ID, partnerkit.PortalUserListParams{Limit: 1})
		require.NoError(t, err)
		require.Len(t, page.Items, 1)
		assert.Equal(t, portal.Users[0].ID, page.Items[0].ID)
		assert.NotEmpty(t, page.Next)
	},
	"PortalUsers.All": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		portal := s.Portals[0]
		names, err := drained(c.PortalUsers.All(t.Context(), portal.ID, partnerkit.PortalUserListParams{Limit: 1}), portalUserID)
		require.NoError(t, err)
		assert.Len(t, names, len(portal.Users))
	},
	"PortalUsers.FindByEmail": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		portal := s.Portals[0]
		user, err := c.PortalUsers.FindByEmail(t.Context(), portal.ID, strings.ToUpper(portal.Users[1].Email))
		require.NoError(t, err)
		assert.Equal(t, portal.Users[1].ID, user.ID)
		_, err = c.PortalUsers.FindByEmail(t.Context(), portal.ID, "nobody@example.com")
		assert.ErrorIs(t, err, partnerkit.ErrUserNotFound)
	},
	"PortalUsers.Ensure": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		params := portalParams()
		params.Roles = s.Portals[0].Roles[:1]
		made, err := c.PortalUsers.Ensure(t.Context(), s.Portals[0].ID, params)
		require.NoError(t, err)
		again, err := c.PortalUsers.Ensure(t.Context(), s.Portals[0].ID, params)
		require.NoError(t, err)
		assert.Equal(t, made, again)
	},
	"PortalUsers.Get": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		portal := s.Portals[0]
		user, err := c.PortalUsers.Get(t.Context(), portal.ID, portal.Users[0].ID)
		require.NoError(t, err)
		assert.Equal(t, portal.Users[0].Email, user.Email)
	},
	"PortalUsers.Create": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		portal := s.Portals[0]
		user, err := c.PortalUsers.Create(t.Context(), portal.ID, partnerkit.PortalUserCreateParams{
			FirstName: "New", LastName: "User", Email: "new@example.com", Roles: portal.Roles[:1],
		})
		require.NoError(t, err)
		assert.True(t, user.LastLoggedAt.IsZero())
	},
	"PortalUsers.Delete": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		portal := s.Portals[0]
		require.NoError(t, c.PortalUsers.Delete(t.Context(), portal.ID, portal.Users[0].ID))
		assert.ErrorIs(t, c.PortalUsers.Delete(t.Context(), portal.ID, portal.Users[0].ID), partnerkit.ErrUserNotFound)
	},
	"Profile.Get": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		profile, err := c.Profile.Get(t.Context(), []partnerkit.ProfileField{partnerkit.ProfileFieldUsername})
		require.NoError(t, err)
		assert.Equal(t, s.Sessions[0].Username, profile.Username)
	},
	"Profile.Public": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		want := s.Profiles[0]
		profile, err := c.Profile.Public(t.Context(), want.Username, want.Containers[0])
		require.NoError(t, err)
		assert.Equal(t, want.Handle, profile.Handle)
	},
	"Profile.Update": func(t *testing.T, c *partnerkit.Client, _ fake.State) {
		day := partnerkit.Date{Year: 1990, Month: 5, Day: 17}
		profile, err := c.Profile.Update(t.Context(), partnerkit.ProfileUpdateParams{Biography: partnerkit.Set("x"), DateOfBirth: partnerkit.Set(day)})
		require.NoError(t, err)
		assert.Equal(t, "x", profile.Biography)
		assert.Equal(t, day, profile.DateOfBirth)
	},
	"Profile.Referrals": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		list, err := c.Profile.Referrals(t.Context())
		require.NoError(t, err)
		assert.Len(t, list, len(s.Profiles[0].Referrals))
	},
	"Notifications.List": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		page, err := c.Notifications.List(t.Context(), partnerkit.NotificationListParams{ContainerID: s.Profiles[0].Containers[0], Limit: 1})
		require.NoError(t, err)
		require.Len(t, page.Items, 1)
		assert.Positive(t, page.Total)
	},
	"Notifications.All": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		params := partnerkit.NotificationListParams{ContainerID: s.Profiles[0].Containers[0], Limit: 1}
		page, err := c.Notifications.List(t.Context(), params)
		require.NoError(t, err)
		names, err := drained(c.Notifications.All(t.Context(), params), notificationID)
		require.NoError(t, err)
		assert.Len(t, names, page.Total)
	},
	"Notifications.MarkAllRead": func(t *testing.T, c *partnerkit.Client, s fake.State) {
		require.NoError(t, c.Notifications.MarkAllRead(t.Context()))
		for n, err := range c.Notifications.All(t.Context(), partnerkit.NotificationListParams{ContainerID: s.Profiles[0].Containers[0]}) {
			require.NoError(t, err)
			assert.True(t, n.Read)
		}
	},
}

// madeOfOthers are the methods that make several calls, each documented under its own method.
var madeOfOthers = []string{
	"Users.Ensure", "AppUsers.Ensure", "AppUsers.WaitForWallet", "PortalUsers.All", "PortalUsers.Ensure", "PortalUsers.FindByEmail", "Notifications.All",
}

// A method is also among the literal requests, and among those that are answered badly.
func TestEveryMethodHasItsRows(t *testing.T) {
	t.Parallel()
	_, methods := serviceMethods(t)
	literal, answeredBadly := map[string]bool{}, map[string]bool{}
	for _, row := range documentedCalls() {
		literal[row.name] = true
	}
	for _, op := range askedOps {
		answeredBadly[op.name] = true
	}
	for _, method := range methods {
		if !slices.Contains(madeOfOthers, method) {
			assert.True(t, literal[method], "%s has no row in calls_test.go", method)
			assert.True(t, answeredBadly[method], "%s has no row in badanswers_ops_test.go", method)
		}
	}
}

func TestEveryMethodAgainstTheFake(t *testing.T) {
	t.Parallel()
	names, methods := serviceMethods(t)
	assert.Equal(t, []string{"Users", "AppUsers", "PortalUsers", "Profile", "Notifications"}, names)
	assert.ElementsMatch(t, methods, slices.Collect(maps.Keys(callsOnFake)))
	for _, method := range methods {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			call, ok := callsOnFake[method]
			require.True(t, ok, "no call of it in callsOnFake")
			srv := fake.New(t)
			call(t, srv.Client(), srv.Snapshot())
			assert.NotEmpty(t, srv.Requests())
		})
	}
}
