package main

// The server of the loopback figures. It is a process of its own, so that
// allocations counted here are the client's.

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
)

const serveFlag = "serve"

// serve listens once for each dialect, prints the addresses as one line of JSON,
// and ends when standard input does: with its parent.
func serve(in io.Reader, out io.Writer) error {
	addresses := make(map[string]string, len(dialects))
	for name, d := range dialects {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		addresses[name] = "http://" + listener.Addr().String()
		server := &http.Server{Handler: d}
		defer func() { _ = server.Close() }()
		go func() {
			if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
				log.Print(err)
			}
		}()
	}
	if err := json.NewEncoder(out).Encode(addresses); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, in)
	return err
}

// ServeHTTP answers as the null transport does.
func (d *dialect) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	_, _ = io.Copy(io.Discard, request.Body)
	status, header, body := d.answer(request)
	for name, values := range header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// startServer runs this program again as the server. stop ends it.
func startServer() (addresses map[string]string, stop func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	child := exec.Command(self, "-"+serveFlag)
	child.Stderr = os.Stderr
	in, err := child.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	out, err := child.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := child.Start(); err != nil {
		return nil, nil, err
	}
	stop = func() {
		_ = in.Close()
		_ = child.Wait()
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &addresses)
	}
	if err != nil {
		stop()
		return nil, nil, fmt.Errorf("the server did not start: %w", err)
	}
	return addresses, stop, nil
}
