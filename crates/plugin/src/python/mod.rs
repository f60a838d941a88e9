//! Python: the modules and stubs that `protoc --python_out` and `--pyi_out` write, byte for byte.
//!
//! In: a linked schema without options that are meant for the source only, and a file of it. Out: the text of
//! `…_pb2.py`, which is mostly the file's descriptor, and of `…_pb2.pyi`, which tells type checkers what is in it; beside
//! them `…_pb2_grpc.py`, with the services of the file, as the plugin of grpcio-tools writes it.
//! Does not depend on the command line, the file system, or how a module is used once it is written.
//!
//! Messages are walked recursively; a schema nests them no deeper than 64.

mod bootstrap;
mod escape;
mod generators;
mod grpc;
mod module;
mod names;
mod page;
mod parameter;
mod stub;

pub use generators::{GrpcPython, Python, PythonStubs, generator};
pub use module::{TooManyWays, module};
pub use stub::stub;
