package backend

// The state that a fake starts with unless it is given another: two of everything, with ids that a test may rely on. The first
// credential of each kind is allowed all that its API offers.

import (
	"strconv"
	"time"
)

// Default is that state, as package fake documents it. Each call makes a new one.
func Default() State {
	return State{
		Partners: ListOf(
			Partner{ID: "partner_alpha", APIKey: "pk_fake_alpha", Permissions: permissions},
			Partner{ID: "partner_beta", APIKey: "pk_fake_beta", Permissions: []string{"user:create", "user:read"}},
		),
		Users: ListOf(defaultUsers()...),
		Apps: ListOf(
			App{APIKey: "app_fake_alpha", APISecret: "app_fake_secret_alpha_0123456789abcdef", Users: ListOf(defaultAppUsers()...)},
			App{APIKey: "app_fake_beta", APISecret: "app_fake_secret_beta_0123456789abcdef"},
		),
		ServiceAccounts: ListOf(
			ServiceAccount{Key: "sk:fake_alpha", Portals: []string{"portal_1", "portal_2"}, AllPortals: true},
			ServiceAccount{Key: "sk:fake_beta", Portals: []string{"portal_1"}, ReadOnly: true},
		),
		Portals: ListOf(
			Portal{ID: "portal_1", Roles: []string{"role_viewer", "role_editor"}, Users: ListOf(defaultPortalUsers()...)},
			Portal{ID: "portal_2", Roles: []string{"role_viewer"}},
		),
		Profiles: ListOf(defaultProfiles()...),
		Sessions: ListOf(
			Session{Username: "ana", SessionToken: "st_fake_ana", RefreshToken: "rt_fake_ana"},
			Session{Username: "ben", SessionToken: "st_fake_ben", RefreshToken: "rt_fake_ben"},
		),
	}
}

// defaultTime is a time on the given day of January 2023, when everything in the default state happened.
func defaultTime(day int) time.Time { return time.Date(2023, time.January, day, 12, 0, 0, 0, time.UTC) }

func defaultUsers() []User {
	return []User{
		{
			ID:              "123e4567-e89b-12d3-a456-426614174000",
			Email:           "ana@example.com",
			TwitterUsername: new("twitter_handle"),
			WalletAddress:   new("0x1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b"),
			PayID:           &PayID{ID: "123e4567-e89b-12d3-a456-426614174001", Name: "ana"},
			CreatedAt:       defaultTime(15),
			UpdatedAt:       defaultTime(16),
			Partners:        []string{"partner_alpha"},
		},
		{
			ID:        "123e4567-e89b-12d3-a456-426614174100",
			Email:     "ben@example.com",
			CreatedAt: defaultTime(17),
			UpdatedAt: defaultTime(17),
			Partners:  []string{"partner_alpha"},
		},
	}
}

func defaultAppUsers() []AppUser {
	const address = "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045"
	return []AppUser{
		{
			UID:            "816379099131",
			CreatedAt:      defaultTime(10),
			Email:          new("ana@example.com"),
			UserExternalID: "user_external_id_1",
			Wallets: []Wallet{{
				Address:     address,
				ExplorerURL: "https://amoy.polygonscan.com/address/" + address,
				Network:     "Polygon",
				ChainID:     new(int64(80002)),
			}},
		},
		{UID: "816379099132", CreatedAt: defaultTime(11), UserExternalID: "user_external_id_2"},
	}
}

func defaultPortalUsers() []PortalUser {
	return []PortalUser{
		{ID: "portal_user_1", FirstName: "Ana", LastName: "Silva", Email: "ana@example.com", LastLoggedAt: new(defaultTime(20)), Roles: []string{"role_viewer", "role_editor"}, Locale: defaultLocale},
		{ID: "portal_user_2", FirstName: "Ben", LastName: "Moore", Email: "ben@example.com", Roles: []string{"role_viewer"}, Locale: defaultLocale},
	}
}

func defaultProfiles() []Profile {
	return []Profile{
		{
			Username:    "ana",
			DisplayName: "Ana Silva",
			Handle:      "ana.silva",
			Biography:   new("Climbs mountains."),
			DateOfBirth: new("1990-05-17"),
			Containers:  []string{"container_1", "container_2"},
			Referrals: []Referral{
				{Username: "ben", DisplayName: "Ben Moore", JoinedAt: defaultTime(12)},
				{Username: "cleo", DisplayName: "Cleo Park", JoinedAt: defaultTime(13)},
			},
			Notifications: []Notification{
				defaultNotification(1, "container_1", false),
				defaultNotification(2, "container_1", true),
				defaultNotification(3, "container_2", false),
			},
		},
		{
			Username:      "ben",
			DisplayName:   "Ben Moore",
			Handle:        "ben_moore",
			Containers:    []string{"container_1"},
			Referrals:     []Referral{{Username: "dora", DisplayName: "Dora Lind", JoinedAt: defaultTime(14)}},
			Notifications: []Notification{defaultNotification(4, "container_1", false)},
		},
	}
}

func defaultNotification(n int, container string, read bool) Notification {
	return Notification{
		ID:          "notification_" + strconv.Itoa(n),
		ContainerID: container,
		Type:        "info",
		Title:       "Notification " + strconv.Itoa(n),
		Message:     "Something happened.",
		Read:        read,
		CreatedAt:   defaultTime(n),
	}
}
