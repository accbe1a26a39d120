package backend

// The Profile API's part of the store: people, what they were notified of, and the sessions that they are known by.

import (
	"cmp"
	"slices"
	"time"
)

const (
	sessionLife = 10 * time.Minute
	refreshLife = 30 * 24 * time.Hour
)

type profileStore struct {
	profiles   []*profileRecord
	byUsername map[string]*profileRecord
	byHandle   map[string]*profileRecord // keyed by the folded handle
	sessions   []*sessionRecord
	byToken    map[string]*sessionRecord
	byRefresh  map[string]*refreshToken
}

type profileRecord struct {
	Profile
	newestFirst map[string][]*Notification // keyed by the container
}

type sessionRecord struct {
	token   string
	expires time.Time
	profile *profileRecord
	refresh *refreshToken
}

// refreshToken is what several sessions may have been made from; its token is empty for a session that has none.
type refreshToken struct {
	token     string
	expires   time.Time
	byDefault bool // the state has not said when it ends
	profile   *profileRecord
}

func (s *sessionRecord) session() Session {
	return Session{
		Username:         s.profile.Username,
		SessionToken:     s.token,
		SessionExpiresAt: s.expires,
		RefreshToken:     s.refresh.token,
		RefreshExpiresAt: s.refresh.expires,
	}
}

func loadProfileStore(l loader, s State) (profileStore, error) {
	p := profileStore{
		byUsername: make(map[string]*profileRecord, s.Profiles.Len()),
		byHandle:   make(map[string]*profileRecord, s.Profiles.Len()),
		byToken:    make(map[string]*sessionRecord, s.Sessions.Len()),
		byRefresh:  make(map[string]*refreshToken, s.Sessions.Len()),
	}
	for i, profile := range s.Profiles.All() {
		record, err := loadProfile(l, profile)
		if err := cmp.Or(err,
			required("username", profile.Username),
			insertUnique(p.byUsername, profile.Username, record, "username", profile.Username),
			p.insertHandle(record),
		); err != nil {
			return p, atIndex("profiles", i, err)
		}
		p.profiles = append(p.profiles, record)
	}
	for i, session := range s.Sessions.All() {
		if err := loadSession(l, &p, session); err != nil {
			return p, atIndex("sessions", i, err)
		}
	}
	return p, nil
}

func (p *profileStore) insertHandle(record *profileRecord) error {
	if record.Handle == "" {
		return nil
	}
	return insertUnique(p.byHandle, fold(record.Handle), record, "handle", record.Handle)
}

func loadProfile(l loader, profile Profile) (*profileRecord, error) {
	record := &profileRecord{Profile: profile.Clone(), newestFirst: map[string][]*Notification{}}
	if err := cmp.Or(
		checkRefs("containers", "container", record.Containers, func(id string) bool { return id != "" }),
		checkDateOfBirth(record.DateOfBirth),
	); err != nil {
		return record, err
	}
	for i := range record.Referrals {
		var err error
		joined := &record.Referrals[i].JoinedAt
		if *joined, err = loadTime("joinedAt", *joined, l.now.Truncate(time.Millisecond)); err != nil {
			return record, atIndex("referrals", i, err)
		}
	}
	return record, loadNotifications(l, record)
}

func checkDateOfBirth(date *string) error {
	if date == nil {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, *date); err != nil {
		return errorAt("dateOfBirth", "%+q is not a date such as 1990-05-17", *date)
	}
	return nil
}

func loadNotifications(l loader, record *profileRecord) error {
	ids := make(map[string]bool, len(record.Notifications))
	for i := range record.Notifications {
		n := &record.Notifications[i]
		n.ID = l.ids.notification.orNext(n.ID)
		var err error
		n.CreatedAt, err = loadTime("createdAt", n.CreatedAt, l.now.Truncate(time.Millisecond))
		if err := cmp.Or(err,
			required("containerId", n.ContainerID),
			insertUnique(ids, n.ID, true, "id", n.ID),
		); err != nil {
			return atIndex("notifications", i, err)
		}
		record.newestFirst[n.ContainerID] = append(record.newestFirst[n.ContainerID], n)
	}
	for _, inContainer := range record.newestFirst {
		slices.SortStableFunc(inContainer, func(a, b *Notification) int { return b.CreatedAt.Compare(a.CreatedAt) })
	}
	return nil
}

func loadSession(l loader, p *profileStore, session Session) error {
	profile := p.byUsername[session.Username]
	if profile == nil {
		return errorAt("username", "unknown profile %+q", session.Username)
	}
	expires, err := loadTime("sessionExpiresAt", session.SessionExpiresAt, l.now.Add(sessionLife))
	if err != nil {
		return err
	}
	refresh, err := loadRefreshToken(l, p, profile, session)
	if err != nil {
		return err
	}
	record := &sessionRecord{session.SessionToken, expires, profile, refresh}
	p.sessions = append(p.sessions, record)
	return insertCredential(p.byToken, session.SessionToken, record, "sessionToken")
}

// loadRefreshToken gives the refresh token of a session, which other sessions of the same profile may have named before. The
// first of them that says when it ends says so for all.
func loadRefreshToken(l loader, p *profileStore, profile *profileRecord, session Session) (*refreshToken, error) {
	expires, err := loadTime("refreshExpiresAt", session.RefreshExpiresAt, l.now.Add(refreshLife))
	byDefault := session.RefreshExpiresAt.IsZero()
	shared := p.byRefresh[session.RefreshToken]
	switch {
	case err != nil:
		return nil, err
	case shared == nil:
		token := &refreshToken{session.RefreshToken, expires, byDefault, profile}
		if token.token != "" {
			p.byRefresh[token.token] = token
		}
		return token, nil
	case shared.profile != profile:
		return nil, errorAt("refreshToken", "the credential belongs to profile %+q", shared.profile.Username)
	case byDefault:
	case shared.byDefault:
		shared.expires, shared.byDefault = expires, false
	case !expires.Equal(shared.expires):
		return nil, errorAt("refreshExpiresAt", "%s, but the same token ends at %s", expires.Format(time.RFC3339Nano), shared.expires.Format(time.RFC3339Nano))
	}
	return shared, nil
}

// renew enters a new session made from a refresh token.
func (p *profileStore) renew(token string, refresh *refreshToken, now time.Time) {
	record := &sessionRecord{token, now.Add(sessionLife), refresh.profile, refresh}
	p.sessions = append(p.sessions, record)
	p.byToken[token] = record
}

// changeHandle moves a profile to a handle that nobody else has.
func (p *profileStore) changeHandle(record *profileRecord, handle string) {
	delete(p.byHandle, fold(record.Handle))
	record.Handle = handle
	p.byHandle[fold(handle)] = record
}
