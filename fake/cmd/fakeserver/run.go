package main

// The command without its process: flags in, exit code out, ended by a context.

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go/fake"
	"github.com/partnerkit/partnerkit-go/fake/control"
)

const (
	// grace is how long a stop waits for what is being answered. A stalled answer would never end.
	grace = 5 * time.Second

	readHeaderTimeout = 10 * time.Second
	maxHeaderBytes    = 64 << 10
)

// greeting is the one line on stdout.
type greeting struct {
	URL         string           `json:"url"`
	CA          string           `json:"ca,omitempty"` // with -tls: the certificate to trust, in PEM
	Credentials fake.Credentials `json:"credentials"`
}

// process is what the command has of its process.
type process struct {
	getenv         func(string) string
	stdin          io.Reader
	stdout, stderr io.Writer
}

func run(ctx context.Context, args []string, proc process) int {
	output := newPatientWriter(proc.stderr)
	defer output.Close()
	logger := newLogger(output)
	if len(args) > 0 && args[0] == "health" {
		return health(ctx, args[1:], proc.getenv, logger)
	}
	set, err := parse(args, proc.getenv, output)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case err != nil:
		return failStart(logger, err)
	case set.version:
		_, _ = fmt.Fprintln(proc.stdout, version())
		return exitOK
	}
	return serve(ctx, &set, proc, logger)
}

// serve starts the fake and its control plane, and answers until the context ends.
func serve(ctx context.Context, set *settings, proc process, logger *log.Logger) int {
	if set.save != "" {
		if err := checkSave(set.save); err != nil {
			return failStart(logger, fmt.Errorf("%s %s: %w", set.name("save"), set.save, err))
		}
	}
	backend, options, err := start(ctx, set, proc.stdin)
	if err != nil {
		return failStart(logger, err)
	}
	defer backend.Close()
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", set.addr)
	if err != nil {
		return failStart(logger, fmt.Errorf("%s %s: %w", set.name("addr"), set.addr, err))
	}
	handler, err := control.New(backend, set.controlOptions(options, listener.Addr())...)
	if err != nil {
		_ = listener.Close()
		return failStart(logger, fmt.Errorf("%s: %w", set.name("cors"), err))
	}
	defer handler.Close()
	hello := greeting{URL: origin(listener.Addr(), set.tls), CA: string(backend.CertificatePEM()), Credentials: backend.Credentials()}
	logger.Printf("listening on %s", hello.URL)
	greet(proc.stdout, hello, logger)
	code := newService(handler, listener, backend, logger, grace).run(ctx)
	if code == exitOK && set.save != "" {
		if err := save(set.save, backend.Snapshot()); err != nil {
			logger.Printf("%s %s: %v", set.name("save"), set.save, err)
			return exitFailed
		}
	}
	return code
}

// version is what the binary was built from.
func version() string {
	built := "(unknown)"
	if info, ok := debug.ReadBuildInfo(); ok {
		built = info.Main.Version
	}
	return fmt.Sprintf("fakeserver %s %s", built, runtime.Version())
}

// greet writes the line on stdout. Programs that read it need it; nobody else does.
func greet(stdout io.Writer, hello greeting, logger *log.Logger) {
	output := newPatientWriter(stdout)
	defer output.Close()
	if err := json.NewEncoder(output).Encode(hello); err != nil {
		logger.Printf("stdout: the greeting is not written: %v", err)
	}
}

// start starts the fake, and gives the options that the fakes beside it start with.
func start(ctx context.Context, set *settings, stdin io.Reader) (*fake.Server, []fake.Option, error) {
	var state *fake.State
	seeded := func(err error) error { return fmt.Errorf("%s %s: %w", set.name("seed"), set.seed, err) }
	if set.seed != "" {
		read, err := awaitSeed(ctx, set.seed, stdin)
		if err != nil {
			return nil, nil, seeded(err)
		}
		state = &read
	}
	options := set.fakeOptions(state)
	first := slices.Clone(options)
	if set.tls {
		first = append(first, fake.WithTLS())
	}
	backend, err := fake.Start(first...)
	switch {
	case err == nil:
		return backend, options, nil
	case set.latency < 0:
		return nil, nil, fmt.Errorf("%s: negative duration %v", set.name("latency"), set.latency)
	case set.seed != "":
		return nil, nil, seeded(fmt.Errorf("state: %s", oneLine(err)))
	default:
		return nil, nil, err
	}
}

// seedRead is what came of reading a state.
type seedRead struct {
	state fake.State
	err   error
}

// awaitSeed reads a state, which may never end: of a pipe that nobody closes, or a terminal. Once the context has ended it waits a
// moment for it and no longer; its error then is the context's.
func awaitSeed(ctx context.Context, name string, stdin io.Reader) (fake.State, error) {
	done := make(chan seedRead, 1)
	go func() {
		state, err := readSeed(name, stdin)
		done <- seedRead{state, err}
	}()
	var read seedRead
	select {
	case read = <-done:
	case <-ctx.Done():
		select {
		case read = <-done:
		case <-time.After(bodyGrace):
			read.err = ctx.Err()
		}
	}
	return read.state, read.err
}

// readSeed reads a state from a file, or from stdin.
func readSeed(name string, stdin io.Reader) (fake.State, error) {
	if name != "-" {
		file, err := os.Open(name) //nolint:gosec // the file that the caller named
		if err != nil {
			return fake.State{}, causeOf(err)
		}
		defer func() { _ = file.Close() }()
		stdin = file
	}
	text, err := io.ReadAll(stdin)
	if err != nil {
		return fake.State{}, causeOf(err)
	}
	state, err := fake.ParseState(text)
	if err != nil {
		err = fmt.Errorf("state: %s", oneLine(err))
	}
	return state, err
}

// oneLine puts all that is wrong with a state into one line.
func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }

// service is the command while it runs.
type service struct {
	server   *http.Server
	handler  *control.Handler
	intake   *intake
	listener net.Listener
	backend  *fake.Server
	logger   *log.Logger
	grace    time.Duration // how long a stop waits for what is being answered
}

func newService(handler *control.Handler, listener net.Listener, backend *fake.Server, logger *log.Logger, grace time.Duration) service {
	in := newIntake()
	server := &http.Server{
		Handler: in.watch(handler), ConnState: in.connState, ErrorLog: logger,
		ReadHeaderTimeout: readHeaderTimeout, MaxHeaderBytes: maxHeaderBytes, TLSConfig: backend.TLSConfig(),
	}
	return service{server, handler, in, listener, backend, logger, grace}
}

// run answers until the context ends, and then finishes what it is answering.
func (s service) run(ctx context.Context) int {
	ended := make(chan error, 1)
	go func() {
		if s.server.TLSConfig != nil {
			ended <- s.server.ServeTLS(s.listener, "", "")
			return
		}
		ended <- s.server.Serve(s.listener)
	}()
	select {
	case err := <-ended:
		s.logger.Print(err)
		return exitFailed
	case <-ctx.Done():
	}
	s.logger.Print("stopping")
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.grace)
	defer cancel()
	s.intake.stop()
	s.handler.Drain()
	if err := s.server.Shutdown(stopping); err != nil {
		s.logger.Print(s.leaves())
		s.backend.Close()
		_ = s.server.Close()
	}
	<-ended //nolint:errcheck // the stop itself has caused it
	return exitOK
}

// leaves says what the stop does not wait for any longer.
func (s service) leaves() string {
	if s.intake.countInFlight() == 0 {
		return fmt.Sprintf("gave up on a request that was still coming in after %v", s.grace)
	}
	return fmt.Sprintf("gave up on an answer that did not end in %v", s.grace)
}

func newLogger(stderr io.Writer) *log.Logger { return log.New(stderr, "fakeserver: ", 0) }
