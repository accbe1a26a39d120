package backend

// The Profile API's part of the store: people and what they were notified of. The sessions that they are known by are in
// store_session.go.

import (
	"slices"
	"time"
)

type profileStore struct {
	sessionStore
	profiles   []*profileRecord
	byUsername map[string]*profileRecord
	byHandle   map[string]*profileRecord // keyed by the folded handle
}

type profileRecord struct {
	Profile
	newestFirst map[string][]*Notification // keyed by the container
}

func loadProfileStore(l loader, s State) (profileStore, problems) {
	p := profileStore{
		byUsername: make(map[string]*profileRecord, s.Profiles.Len()),
		byHandle:   make(map[string]*profileRecord, s.Profiles.Len()),
	}
	var found problems
	for i, profile := range s.Profiles.All() {
		record, wrong := loadProfile(l, profile)
		found = append(found, slices.Concat(
			insertNamed(p.byUsername, profile.Username, record, "username"),
			p.insertHandle(record),
			wrong,
		).under("profiles", i)...)
		if found.tooMany() {
			return p, found // the sessions would miss the other profiles
		}
		p.profiles = append(p.profiles, record)
	}
	var ofSessions problems
	p.sessionStore, ofSessions = loadSessionStore(l, s, p.byUsername)
	return p, append(found, ofSessions...)
}

func (p *profileStore) insertHandle(record *profileRecord) problems {
	if record.Handle == "" {
		return nil
	}
	return insertUnique(p.byHandle, fold(record.Handle), record, "handle", record.Handle)
}

func loadProfile(l loader, profile Profile) (*profileRecord, problems) {
	record := &profileRecord{Profile: profile.Clone(), newestFirst: map[string][]*Notification{}}
	found := slices.Concat(
		checkText("username", record.Username),
		checkText("displayName", record.DisplayName),
		checkText("handle", record.Handle),
		checkOptional("biography", record.Biography),
		checkDateOfBirth(record.DateOfBirth),
		checkRefs("containers", "container", record.Containers, func(id string) bool { return id != "" }),
	)
	for i := range record.Referrals {
		r := &record.Referrals[i]
		found = append(found, slices.Concat(
			checkText("username", r.Username),
			checkText("displayName", r.DisplayName),
			loadTime("joinedAt", &r.JoinedAt, l.now.Truncate(time.Millisecond)),
		).under("referrals", i)...)
		if found.tooMany() {
			return record, found
		}
	}
	return record, append(found, loadNotifications(l, record)...)
}

func checkDateOfBirth(date *string) problems {
	if date == nil {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, *date); err != nil {
		return problemAt("dateOfBirth", "%s is not a date such as 1990-05-17", quoted(*date))
	}
	return nil
}

func loadNotifications(l loader, record *profileRecord) problems {
	var found problems
	ids := make(map[string]bool, len(record.Notifications))
	for i := range record.Notifications {
		n := &record.Notifications[i]
		n.ID = l.ids.notification.orNext(n.ID)
		found = append(found, slices.Concat(
			insertUnique(ids, n.ID, true, "id", n.ID),
			checkText("id", n.ID),
			checkRequired("containerId", n.ContainerID),
			checkText("containerId", n.ContainerID),
			checkText("type", n.Type),
			checkText("title", n.Title),
			checkText("message", n.Message),
			loadTime("createdAt", &n.CreatedAt, l.now.Truncate(time.Millisecond)),
		).under("notifications", i)...)
		if found.tooMany() {
			return found
		}
		record.newestFirst[n.ContainerID] = append(record.newestFirst[n.ContainerID], n)
	}
	for _, inContainer := range record.newestFirst {
		slices.SortStableFunc(inContainer, func(a, b *Notification) int { return b.CreatedAt.Compare(a.CreatedAt) })
	}
	return found
}

// changeHandle moves a profile to a handle that nobody else has.
func (p *profileStore) changeHandle(record *profileRecord, handle string) {
	delete(p.byHandle, fold(record.Handle))
	record.Handle = handle
	p.byHandle[fold(handle)] = record
}
