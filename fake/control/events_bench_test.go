package control

// What pages that listen cost those who call the APIs: the mean time of a request at an offered rate, with pages and without.
//
//	go test ./fake/control -run '^$' -bench Pages -benchtime 10s -count 3

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/fake"
)

// offeredRate is how many requests are sent in a second.
const offeredRate = 10_000

func BenchmarkPages(b *testing.B) {
	for _, pages := range []int{0, 50} {
		b.Run(fmt.Sprintf("pages=%d", pages), func(b *testing.B) { benchmarkPages(b, pages) })
	}
}

func benchmarkPages(b *testing.B, pages int) {
	srv, err := fake.Start()
	require.NoError(b, err)
	handler, err := New(srv)
	require.NoError(b, err)
	server := httptest.NewServer(handler)
	var reading sync.WaitGroup
	var read atomic.Int64
	for i := range pages {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		require.NoError(b, err)
		_, err = io.WriteString(conn, "GET /_fake/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
		require.NoError(b, err)
		defer func() { _ = conn.Close() }()
		if i%2 == 1 {
			continue // a slow page, which reads nothing
		}
		reading.Go(func() {
			n, _ := io.Copy(io.Discard, conn)
			read.Add(n)
		})
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	const callers = 20
	var took, sent atomic.Int64
	var calling sync.WaitGroup
	b.ResetTimer()
	begun := time.Now()
	for caller := range callers {
		calling.Go(func() {
			for n := caller; n < b.N; n += callers {
				due := begun.Add(time.Duration(n) * time.Second / offeredRate)
				time.Sleep(time.Until(due))
				req, _ := http.NewRequest(http.MethodPost, server.URL+"/v1/users", strings.NewReader(fmt.Sprintf(`{"email":"user%d@example.com"}`, n%100)))
				req.Header.Set("Authorization", "Bearer pk_fake_alpha")
				req.Header.Set("Content-Type", "application/json")
				at := time.Now()
				res, err := transport.RoundTrip(req)
				if err != nil {
					b.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, res.Body)
				_ = res.Body.Close()
				took.Add(int64(time.Since(at)))
				sent.Add(1)
			}
		})
	}
	calling.Wait()
	elapsed := time.Since(begun)
	b.StopTimer()
	b.ReportMetric(float64(took.Load())/float64(sent.Load())/1000, "µs/request")
	b.ReportMetric(float64(sent.Load())/elapsed.Seconds(), "requests/s")
	handler.Close()
	transport.CloseIdleConnections()
	server.CloseClientConnections()
	server.Close()
	srv.Close()
	reading.Wait()
	b.ReportMetric(float64(read.Load())/max(1, float64(pages/2))/elapsed.Seconds()/1000, "kB/s/page")
}
