// The etcd server as its own release has it, without the ways to start it as a gateway or a proxy's helper.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() {
	etcdmain.Main(os.Args)
}
