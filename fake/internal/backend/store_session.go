package backend

// Sessions of the Profile API, and the refresh tokens that they are made from. Those that the state was loaded with stay. Of
// those that were made since, the ones past their time go but for the last few, so a client that refreshes for ever does not
// fill the store.

import (
	"slices"
	"time"
)

const (
	sessionLife = 10 * time.Minute
	refreshLife = 30 * 24 * time.Hour
)

// keptExpired is how many sessions past their time are kept of those made from one refresh token.
const keptExpired = 16

type sessionStore struct {
	sessions  []*sessionRecord // in the order of creation, see list
	removed   int              // how many of them are no longer known
	running   []*sessionRecord // those made from refresh tokens that are not past their time, the first to end first
	byToken   map[string]*sessionRecord
	byRefresh map[string]*refreshToken
}

type sessionRecord struct {
	token   string
	expires time.Time
	profile *profileRecord
	refresh *refreshToken
	removed bool
}

// refreshToken is what several sessions may have been made from; its token is empty for a session that has none.
type refreshToken struct {
	token     string
	expires   time.Time
	byDefault bool // the state has not said when it ends
	profile   *profileRecord
	expired   []*sessionRecord // made from it and past their time, the oldest first
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

func loadSessionStore(l loader, s State, profiles map[string]*profileRecord) (sessionStore, problems) {
	loaded := sessionStore{
		byToken:   make(map[string]*sessionRecord, s.Sessions.Len()),
		byRefresh: make(map[string]*refreshToken, s.Sessions.Len()),
	}
	var found problems
	for i, session := range s.Sessions.All() {
		found = append(found, loaded.load(l, session, profiles[session.Username]).under("sessions", i)...)
		if found.tooMany() {
			break
		}
	}
	return loaded, found
}

func (s *sessionStore) load(l loader, session Session, profile *profileRecord) problems {
	var found problems
	if profile == nil && (session.Username == "" || !l.unread.ofEach("profiles", "username")) {
		found = problemAt("username", "unknown profile %s", quoted(session.Username))
	}
	ofTime := loadTime("sessionExpiresAt", &session.SessionExpiresAt, l.now.Add(sessionLife))
	refresh, ofRefresh := s.loadRefreshToken(l, profile, session)
	record := &sessionRecord{token: session.SessionToken, expires: session.SessionExpiresAt, profile: profile, refresh: refresh}
	s.sessions = append(s.sessions, record)
	if session.RefreshToken != "" {
		found = append(found, checkCredential("refreshToken", session.RefreshToken)...)
	}
	return slices.Concat(found, insertCredential(s.byToken, session.SessionToken, record, "sessionToken"), ofTime, ofRefresh)
}

// loadRefreshToken gives the refresh token of a session, which other sessions of the same profile may have named before. The
// first of them that says when it ends says so for all.
func (s *sessionStore) loadRefreshToken(l loader, profile *profileRecord, session Session) (*refreshToken, problems) {
	expires, byDefault := session.RefreshExpiresAt, session.RefreshExpiresAt.IsZero()
	wrong := loadTime("refreshExpiresAt", &expires, l.now.Add(refreshLife))
	shared := s.byRefresh[session.RefreshToken]
	switch {
	case shared == nil:
		token := &refreshToken{token: session.RefreshToken, expires: expires, byDefault: byDefault, profile: profile}
		if token.token != "" {
			s.byRefresh[token.token] = token
		}
		return token, wrong
	case wrong != nil, profile == nil, shared.profile == nil: // which is said already
		return shared, wrong
	case shared.profile != profile:
		return shared, problemAt("refreshToken", "the credential belongs to profile %s", quoted(shared.profile.Username))
	case byDefault:
	case shared.byDefault:
		shared.expires, shared.byDefault = expires, false
	case !expires.Equal(shared.expires):
		return shared, problemAt("refreshExpiresAt", "%s, but the same token ends at %s", expires.Format(time.RFC3339Nano), shared.expires.Format(time.RFC3339Nano))
	}
	return shared, nil
}

// renew enters a new session made from a refresh token.
func (s *sessionStore) renew(token string, refresh *refreshToken, now time.Time) {
	record := &sessionRecord{token: token, expires: now.Add(sessionLife), profile: refresh.profile, refresh: refresh}
	s.sessions = append(s.sessions, record)
	s.running = append(s.running, record)
	s.byToken[token] = record
}

// expire notes which of the sessions that were made are past their time, and removes those that are not kept. It must come
// before anything else that is done at that time.
func (s *sessionStore) expire(now time.Time) {
	for len(s.running) > 0 && !now.Before(s.running[0].expires) {
		record := s.running[0]
		s.running[0] = nil // the slice's memory lives on
		s.running = s.running[1:]
		expired := append(record.refresh.expired, record)
		if len(expired) > keptExpired {
			s.remove(expired[0])
			expired = slices.Delete(expired, 0, 1)
		}
		record.refresh.expired = expired
	}
}

func (s *sessionStore) remove(record *sessionRecord) {
	delete(s.byToken, record.token)
	record.removed = true
	if s.removed++; 2*s.removed > len(s.sessions) {
		s.compact()
	}
}

// compact takes the removed sessions out of the list, for all of them at once.
func (s *sessionStore) compact() {
	s.sessions = slices.DeleteFunc(s.sessions, func(record *sessionRecord) bool { return record.removed })
	s.removed = 0
}

// list is every session that is known, in the order of creation.
func (s *sessionStore) list() []*sessionRecord {
	if s.removed > 0 {
		s.compact()
	}
	return s.sessions
}
