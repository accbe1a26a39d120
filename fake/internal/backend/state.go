package backend

// The records: everything that the four APIs know, as plain data. Package fake declares the same shapes for its users, with
// their documentation; how each record behaves is said there.

import (
	"iter"
	"time"
)

// State is everything that the four APIs know. Its zero value holds nobody.
type State struct {
	Partners        List[Partner]
	Users           List[User]
	Apps            List[App]
	ServiceAccounts List[ServiceAccount]
	Portals         List[Portal]
	Profiles        List[Profile]
	Sessions        List[Session]
}

// List is a list of records that are made as they are read, so that a state of a million users is copied once on its way in
// and once on its way out. A record may share memory with the list's owner: clone what is kept.
type List[T any] struct {
	count int
	at    func(i int) T
}

// ListOf is a list of some records.
func ListOf[T any](records ...T) List[T] {
	return List[T]{len(records), func(i int) T { return records[i] }}
}

// ListFrom is a list of other values, each converted to a record when it is read.
func ListFrom[S, T any](values []S, convert func(S) T) List[T] {
	return List[T]{len(values), func(i int) T { return convert(values[i]) }}
}

// valueOf converts a record that is kept behind a pointer.
func valueOf[T any](record *T) T { return *record }

// Len is the number of records.
func (l List[T]) Len() int { return l.count }

// First is the first record, the zero one of an empty list.
func (l List[T]) First() (first T) {
	if l.count > 0 {
		first = l.at(0)
	}
	return first
}

// All walks over the records with their positions.
func (l List[T]) All() iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for i := range l.count {
			if !yield(i, l.at(i)) {
				return
			}
		}
	}
}

// Partner is an account of the Partner API.
type Partner struct {
	ID          string
	APIKey      string
	Permissions []string
}

// Clone is a copy that shares nothing.
func (p Partner) Clone() Partner {
	p.Permissions = cloneSlice(p.Permissions)
	return p
}

// User is a user of the Partner API.
type User struct {
	ID              string
	Email           string
	TwitterUsername *string
	WalletAddress   *string
	PayID           *PayID
	CreatedAt       time.Time
	UpdatedAt       time.Time
	Partners        []string
}

// Clone is a copy that shares nothing.
func (u User) Clone() User {
	u.TwitterUsername = clonePointer(u.TwitterUsername)
	u.WalletAddress = clonePointer(u.WalletAddress)
	u.PayID = clonePointer(u.PayID)
	u.Partners = cloneSlice(u.Partners)
	return u
}

// PayID is the payment name of a User.
type PayID struct {
	ID   string
	Name string
}

// App is an account of the App API.
type App struct {
	APIKey      string
	APISecret   string
	WalletDelay time.Duration
	Users       List[AppUser]
}

// AppUser is a user of an App.
type AppUser struct {
	UID            string
	CreatedAt      time.Time
	Email          *string
	UserExternalID string
	WalletsAt      time.Time
	Wallets        []Wallet
}

// Clone is a copy that shares nothing.
func (u AppUser) Clone() AppUser {
	u.Email = clonePointer(u.Email)
	u.Wallets = cloneSlice(u.Wallets)
	for i := range u.Wallets {
		u.Wallets[i].ChainID = clonePointer(u.Wallets[i].ChainID)
	}
	return u
}

// Wallet is a wallet of an AppUser.
type Wallet struct {
	Address     string
	ExplorerURL string
	Network     string
	ChainID     *int64
}

// ServiceAccount is an account of the Portals API.
type ServiceAccount struct {
	Key        string
	Portals    []string
	AllPortals bool
	ReadOnly   bool
}

// Clone is a copy that shares nothing.
func (a ServiceAccount) Clone() ServiceAccount {
	a.Portals = cloneSlice(a.Portals)
	return a
}

// Portal is a partner portal.
type Portal struct {
	ID    string
	Roles []string
	Users List[PortalUser]
}

// PortalUser is a user of a Portal.
type PortalUser struct {
	ID           string
	FirstName    string
	LastName     string
	Email        string
	LastLoggedAt *time.Time
	Roles        []string
	Locale       string
}

// Clone is a copy that shares nothing.
func (u PortalUser) Clone() PortalUser {
	u.LastLoggedAt = clonePointer(u.LastLoggedAt)
	u.Roles = cloneSlice(u.Roles)
	return u
}

// Profile is a person of the Profile API.
type Profile struct {
	Username      string
	DisplayName   string
	Handle        string
	Biography     *string
	DateOfBirth   *string
	Containers    []string
	Referrals     []Referral
	Notifications []Notification
}

// Clone is a copy that shares nothing.
func (p Profile) Clone() Profile {
	p.Biography = clonePointer(p.Biography)
	p.DateOfBirth = clonePointer(p.DateOfBirth)
	p.Containers = cloneSlice(p.Containers)
	p.Referrals = cloneSlice(p.Referrals)
	p.Notifications = cloneSlice(p.Notifications)
	return p
}

// Referral is a person whom a Profile brought in.
type Referral struct {
	Username    string
	DisplayName string
	JoinedAt    time.Time
}

// Notification is a message to a Profile.
type Notification struct {
	ID          string
	ContainerID string
	Type        string
	Title       string
	Message     string
	Read        bool
	CreatedAt   time.Time
}

// Session is a session token of the Profile API and the refresh token that it came from.
type Session struct {
	Username         string
	SessionToken     string
	SessionExpiresAt time.Time
	RefreshToken     string
	RefreshExpiresAt time.Time
}

// clonePointer copies what a pointer points to.
func clonePointer[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}

// cloneSlice copies a slice; one that is nil becomes empty, so that JSON says [] and not null.
func cloneSlice[T any](items []T) []T { return append([]T{}, items...) }
