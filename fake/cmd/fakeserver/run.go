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
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go/fake"
)

const (
	exitOK      = 0
	exitFailed  = 1
	exitRefused = 2

	// grace is how long a stop waits for what is being answered. A stalled answer would never end.
	grace = 5 * time.Second

	readHeaderTimeout = 10 * time.Second
	maxHeaderBytes    = 64 << 10
)

// settings are the flags.
type settings struct {
	addr   string
	seed   string
	quotas bool
}

// greeting is the one line on stdout.
type greeting struct {
	URL         string           `json:"url"`
	Credentials fake.Credentials `json:"credentials"`
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	output := newPatientWriter(stderr)
	defer output.Close()
	stderr = output
	logger := newLogger(stderr)
	set, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return exitOK
	}
	if err != nil {
		return refuse(logger, err)
	}
	backend, err := start(set)
	if err != nil {
		return refuse(logger, err)
	}
	defer backend.Close()
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", set.addr)
	if err != nil {
		return refuse(logger, fmt.Errorf("-addr %s: %w", set.addr, err))
	}
	hello := greeting{URL: origin(listener.Addr()), Credentials: backend.Credentials()}
	logger.Printf("listening on %s", hello.URL)
	greet(stdout, hello, logger)
	return newService(mount(backend, isLoopback(listener.Addr())), listener, backend, logger, grace).run(ctx)
}

// greet writes the line on stdout. Programs that read it need it; nobody else does.
func greet(stdout io.Writer, hello greeting, logger *log.Logger) {
	output := newPatientWriter(stdout)
	defer output.Close()
	if err := json.NewEncoder(output).Encode(hello); err != nil {
		logger.Printf("stdout: the greeting is not written: %v", err)
	}
}

// parse reads the flags. What is wrong with them is one line, so package flag itself stays silent.
func parse(args []string, stderr io.Writer) (settings, error) {
	var set settings
	flags := flag.NewFlagSet("fakeserver", flag.ContinueOnError)
	flags.StringVar(&set.addr, "addr", "127.0.0.1:8080", "address to listen on, HOST:PORT; port 0 picks one")
	flags.StringVar(&set.seed, "seed", "", "file with the state to start with, in JSON; empty: the default state")
	flags.BoolVar(&set.quotas, "quotas", false, "enforce the documented quotas")
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	err := flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		flags.SetOutput(stderr)
		_, _ = fmt.Fprintln(stderr, "usage: fakeserver [-addr HOST:PORT] [-seed FILE] [-quotas]")
		flags.PrintDefaults()
		return set, err
	}
	if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if err == nil && set.addr == "" {
		err = errors.New(`-addr "": want HOST:PORT, such as 127.0.0.1:8080`)
	}
	return set, err
}

func start(set settings) (*fake.Server, error) {
	var opts []fake.Option
	if set.quotas {
		opts = append(opts, fake.WithQuotas())
	}
	if set.seed != "" {
		state, err := readSeed(set.seed)
		if err != nil {
			return nil, fmt.Errorf("-seed %s: %w", set.seed, err)
		}
		opts = append(opts, fake.WithState(state))
	}
	backend, err := fake.Start(opts...)
	if err != nil && set.seed != "" {
		return nil, fmt.Errorf("-seed %s: %w", set.seed, inState(err))
	}
	return backend, err
}

func readSeed(name string) (fake.State, error) {
	text, err := os.ReadFile(name) //nolint:gosec // the file that the caller named
	if err != nil {
		if cause := errors.Unwrap(err); cause != nil {
			err = cause // the name is said already
		}
		return fake.State{}, err
	}
	state, err := fake.ParseState(text)
	return state, inState(err)
}

// refuse says in one line why the command does not start.
func refuse(logger *log.Logger, err error) int {
	logger.Print(strings.Join(strings.Fields(err.Error()), " "))
	return exitRefused
}

// service is the command while it runs.
type service struct {
	server   *http.Server
	intake   *intake
	listener net.Listener
	backend  *fake.Server
	logger   *log.Logger
	grace    time.Duration // how long a stop waits for what is being answered
}

func newService(handler http.Handler, listener net.Listener, backend *fake.Server, logger *log.Logger, grace time.Duration) service {
	in := newIntake()
	server := &http.Server{
		Handler: in.watch(handler), ConnState: in.connState, ErrorLog: logger,
		ReadHeaderTimeout: readHeaderTimeout, MaxHeaderBytes: maxHeaderBytes,
	}
	return service{server, in, listener, backend, logger, grace}
}

// run answers until the context ends, and then finishes what it is answering.
func (s service) run(ctx context.Context) int {
	ended := make(chan error, 1)
	go func() { ended <- s.server.Serve(s.listener) }()
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
	if err := s.server.Shutdown(stopping); err != nil {
		s.logger.Print(s.leaves())
		s.backend.Close()
		_ = s.server.Close()
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		s.logger.Print(err)
	}
	return exitOK
}

// leaves says what the stop does not wait for any longer.
func (s service) leaves() string {
	if s.intake.answers() == 0 {
		return fmt.Sprintf("gave up on a request that was still coming in after %v", s.grace)
	}
	return fmt.Sprintf("gave up on an answer that did not end in %v", s.grace)
}

// origin is the URL under which the listener is reached from this machine.
func origin(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return "http://" + addr.String()
	}
	return fmt.Sprintf("http://127.0.0.1:%d", tcp.Port)
}

// mount puts the control plane beside the fake, and the guard in front of both.
func mount(backend *fake.Server, loopback bool) http.Handler {
	apis, control := backend.Handler(), sameOrigin(newControl(backend))
	both := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path := r.URL.EscapedPath(); path == "/_fake" || strings.HasPrefix(path, controlPrefix) {
			control.ServeHTTP(w, r)
			return
		}
		apis.ServeHTTP(w, r)
	})
	if loopback {
		return loopbackOnly(both)
	}
	return both
}

func newLogger(stderr io.Writer) *log.Logger { return log.New(stderr, "fakeserver: ", 0) }
