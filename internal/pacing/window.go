package pacing

// The account of one window: what is left of it by what responses said, and when it ends at the latest. An API counts the
// requests in its own time: a response says how many it had left when it counted that one request, and in how many
// seconds, rounded up, the window ends.

import "time"

// QuotaState is what an API says of a quota.
type QuotaState struct {
	Limit     int           // requests in a window; 0 if it is not said
	Remaining int           // requests left in the window
	Reset     time.Duration // until the window ends, in seconds, rounded up
	OverQuota bool          // the request was over the quota: the window is empty for the Reset
}

// maxWindow is the longest Reset that is waited for. A larger number is no wait in seconds but a point in time, or nobody's
// window.
const maxWindow = 2 * time.Minute

// window is the current window of a quota, as far as responses have told.
type window struct {
	limit       int       // requests in a window; 0 before a response has said
	known       bool      // left is known
	left        int       // the lowest that responses of this window said, minus the requests lost since
	lost        int       // requests that count as made without a response that says so, in all windows
	underWay    int       // requests whose reservation is taken, and whose response has not come: the API may or may not have counted each
	ends        time.Time // the window is over by then; zero before a response has said
	previousEnd time.Time // all windows before this one were over by then
}

// roll begins a new window once this one is over: then the limit is left again.
func (w *window) roll(now time.Time) {
	if !w.ends.IsZero() && !now.Before(w.ends) {
		w.previousEnd, w.ends = w.ends, time.Time{}
		w.left, w.known = w.limit, w.limit > 0
	}
}

// hasRoom reports whether another request fits, even if the API has counted none of those under way. Where nothing is left
// and nobody has said until when, one request at a time goes out to be told.
func (w *window) hasRoom() bool {
	return !w.known || w.left > w.underWay || w.ends.IsZero() && w.underWay == 0
}

// isSpent reports whether there is no room before the window ends.
func (w *window) isSpent() bool { return w.known && w.left <= 0 && !w.ends.IsZero() }

// lose counts a request whose response was lost as made.
func (w *window) lose() { w.left, w.lost = w.left-1, w.lost+1 }

// untold counts a request as made whose response says nothing of a window to wait for. Once a whole window has gone so, and
// nobody has said when it ends, the API tells of none any more.
func (w *window) untold() {
	w.lose()
	if w.left <= 0 && w.ends.IsZero() {
		w.known = false
	}
}

// learn takes in a response that came now to a request that went out at sent. The API counted the request in between, so the
// window that the response speaks of ends after earliestEnd and by latestEnd.
func (w *window) learn(sent, now time.Time, state QuotaState) {
	if state.Reset > maxWindow {
		w.untold()
		return
	}
	if state.Limit > 0 {
		w.limit = state.Limit
	}
	earliestEnd, latestEnd := sent.Add(state.Reset-time.Second), now.Add(state.Reset)
	switch {
	case earliestEnd.Before(w.previousEnd): // a window that is over
		return
	case w.ends.IsZero() && w.known: // the first response of this window
		w.left, w.ends = state.Remaining, latestEnd
	case w.ends.IsZero(), !earliestEnd.Before(w.ends): // the first response of all, or a window that began before this one was known to be over
		w.previousEnd, w.left, w.ends = w.ends, state.Remaining, latestEnd
	case state.OverQuota:
		w.left, w.ends = 0, latestEnd
	default:
		w.left = min(w.left, state.Remaining)
		if latestEnd.Before(w.ends) {
			w.ends = latestEnd
		}
	}
	w.known = true
}
