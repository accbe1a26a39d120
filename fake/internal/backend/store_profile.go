package backend

// The Profile API's part of the store: people and what they were notified of. The sessions that they are known by are in
// store_session.go.

import (
	"cmp"
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

func loadProfileStore(l loader, s State) (profileStore, error) {
	p := profileStore{
		byUsername: make(map[string]*profileRecord, s.Profiles.Len()),
		byHandle:   make(map[string]*profileRecord, s.Profiles.Len()),
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
	var err error
	p.sessionStore, err = loadSessionStore(l, s, p.byUsername)
	return p, err
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

// changeHandle moves a profile to a handle that nobody else has.
func (p *profileStore) changeHandle(record *profileRecord, handle string) {
	delete(p.byHandle, fold(record.Handle))
	record.Handle = handle
	p.byHandle[fold(handle)] = record
}
