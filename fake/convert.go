package fake

// A State as the backend's records, and back. The records of a state share its memory: the backend copies what it loads. The
// state of some records shares nothing with them. So a state is copied once either way, record by record.

import (
	"time"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
)

// recordsOf shows a state to the backend.
func recordsOf(s State) backend.State {
	return backend.State{
		Partners:        backend.ListFrom(s.Partners, func(p Partner) backend.Partner { return backend.Partner(p) }),
		Users:           backend.ListFrom(s.Users, userRecord),
		Apps:            backend.ListFrom(s.Apps, appRecord),
		ServiceAccounts: backend.ListFrom(s.ServiceAccounts, func(a ServiceAccount) backend.ServiceAccount { return backend.ServiceAccount(a) }),
		Portals:         backend.ListFrom(s.Portals, portalRecord),
		Profiles:        backend.ListFrom(s.Profiles, profileRecord),
		Sessions:        backend.ListFrom(s.Sessions, func(s Session) backend.Session { return backend.Session(s) }),
	}
}

func userRecord(u User) backend.User {
	return backend.User{
		ID: u.ID, Email: u.Email, TwitterUsername: u.TwitterUsername, WalletAddress: u.WalletAddress,
		PayID: (*backend.PayID)(u.PayID), CreatedAt: u.CreatedAt, UpdatedAt: u.UpdatedAt, Partners: u.Partners,
	}
}

func appRecord(a App) backend.App {
	users := backend.ListFrom(a.Users, appUserRecord)
	return backend.App{APIKey: a.APIKey, APISecret: a.APISecret, WalletDelay: time.Duration(a.WalletDelay), Users: users}
}

func appUserRecord(u AppUser) backend.AppUser {
	return backend.AppUser{
		UID: u.UID, CreatedAt: u.CreatedAt, Email: u.Email, UserExternalID: u.UserExternalID, WalletsAt: u.WalletsAt,
		Wallets: converted(u.Wallets, func(w Wallet) backend.Wallet { return backend.Wallet(w) }),
	}
}

func portalRecord(p Portal) backend.Portal {
	users := backend.ListFrom(p.Users, func(u PortalUser) backend.PortalUser { return backend.PortalUser(u) })
	return backend.Portal{ID: p.ID, Roles: p.Roles, Users: users}
}

func profileRecord(p Profile) backend.Profile {
	return backend.Profile{
		Username: p.Username, DisplayName: p.DisplayName, Handle: p.Handle, Biography: p.Biography,
		DateOfBirth: p.DateOfBirth, Containers: p.Containers,
		Referrals:     converted(p.Referrals, func(r Referral) backend.Referral { return backend.Referral(r) }),
		Notifications: converted(p.Notifications, func(n Notification) backend.Notification { return backend.Notification(n) }),
	}
}

// stateOf copies records into a state.
func stateOf(r backend.State) State {
	return State{
		Partners:        collected(r.Partners, func(p backend.Partner) Partner { return Partner(p.Clone()) }),
		Users:           collected(r.Users, userOf),
		Apps:            collected(r.Apps, appOf),
		ServiceAccounts: collected(r.ServiceAccounts, func(a backend.ServiceAccount) ServiceAccount { return ServiceAccount(a.Clone()) }),
		Portals:         collected(r.Portals, portalOf),
		Profiles:        collected(r.Profiles, profileOf),
		Sessions:        collected(r.Sessions, func(s backend.Session) Session { return Session(s) }),
	}
}

func userOf(r backend.User) User {
	r = r.Clone()
	return User{
		ID: r.ID, Email: r.Email, TwitterUsername: r.TwitterUsername, WalletAddress: r.WalletAddress,
		PayID: (*PayID)(r.PayID), CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Partners: r.Partners,
	}
}

func appOf(r backend.App) App {
	return App{APIKey: r.APIKey, APISecret: r.APISecret, WalletDelay: Duration(r.WalletDelay), Users: collected(r.Users, appUserOf)}
}

func appUserOf(r backend.AppUser) AppUser {
	r = r.Clone()
	return AppUser{
		UID: r.UID, CreatedAt: r.CreatedAt, Email: r.Email, UserExternalID: r.UserExternalID, WalletsAt: r.WalletsAt,
		Wallets: converted(r.Wallets, func(w backend.Wallet) Wallet { return Wallet(w) }),
	}
}

func portalOf(r backend.Portal) Portal {
	users := collected(r.Users, func(u backend.PortalUser) PortalUser { return PortalUser(u.Clone()) })
	return Portal{ID: r.ID, Roles: append([]string{}, r.Roles...), Users: users}
}

func profileOf(r backend.Profile) Profile {
	r = r.Clone()
	return Profile{
		Username: r.Username, DisplayName: r.DisplayName, Handle: r.Handle, Biography: r.Biography,
		DateOfBirth: r.DateOfBirth, Containers: r.Containers,
		Referrals:     converted(r.Referrals, func(r backend.Referral) Referral { return Referral(r) }),
		Notifications: converted(r.Notifications, func(n backend.Notification) Notification { return Notification(n) }),
	}
}

// collected reads a list of records. One that is empty becomes [] in JSON, and not null.
func collected[R, T any](records backend.List[R], convert func(R) T) []T {
	list := make([]T, 0, records.Len())
	for _, record := range records.All() {
		list = append(list, convert(record))
	}
	return list
}

// converted copies a slice into one of another type.
func converted[S, T any](values []S, convert func(S) T) []T {
	list := make([]T, len(values))
	for i, value := range values {
		list[i] = convert(value)
	}
	return list
}
