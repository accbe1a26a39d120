package backend

// The Partner API under concurrent calls. Its rules are rows of the contract's table, in package fake.

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestConcurrentCreatesOfOneEmailMakeOneUser(t *testing.T) {
	t.Parallel()
	b := newBench(t, Default())
	users := func(b *bench) (n int) {
		b.View(func(s State) { n = s.Users.Len() })
		return n
	}
	var created, conflicts atomic.Int64
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			switch b.ask(probe{"POST", "/v1/users", `{"email":"race@example.com"}`, asAlpha}).Status {
			case 201:
				created.Add(1)
			case 409:
				conflicts.Add(1)
			}
			_ = users(b)
		})
	}
	all.Wait()
	assert.Equal(t, int64(1), created.Load())
	assert.Equal(t, int64(63), conflicts.Load())
	assert.Equal(t, 3, users(b))
}
