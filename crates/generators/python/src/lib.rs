//! Python: the modules and stubs that `protoc --python_out` and `--pyi_out` write, byte for byte.
//!
//! In: a linked schema without options of source retention, and one of its files. Out: the text of `…_pb2.py`, which
//! consists mostly of the file's descriptor; of `…_pb2.pyi`, its declarations for type checkers; and of
//! `…_pb2_grpc.py`, its services as the plugin of grpcio-tools writes them. The crate does not depend on the command
//! line, the file system, or the use of the modules.
//!
//! Messages are traversed recursively; a schema nests them at most 64 levels deep.

mod escape;
mod generators;
mod grpc;
mod keywords;
mod module;
mod names;
mod page;
mod parameter;
mod stub;

pub use generators::{GrpcPython, Python, PythonStubs, generator};
pub use module::{TooManyWays, module};
pub use stub::stub;
