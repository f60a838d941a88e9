//! The schema for reading and writing images: `descriptor.proto` with custom options.

use std::borrow::Cow;
use std::sync::OnceLock;

use protoward_compiler::{Compiler, well_known};
use protoward_schema::descriptor::{BAD_IMAGE, decode, encode_file};
use protoward_schema::wire::Writer;
use protoward_schema::{MessageId, Schema};
use protoward_source::{Diagnostic, MemoryTree, Sources};

const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

const SET: &str = "google.protobuf.FileDescriptorSet";

/// buf's extension of each file in an image, which includes the import mark. In binary form, `descriptor` reads it as
/// an unknown field; other forms use its name.
const BUF_EXTENSION: &str = "message FileDescriptorProto {
  optional BufExtension buf_extension = 8042;
  message BufExtension {
    message ModuleName {
      optional string remote = 1;
      optional string owner = 2;
      optional string repository = 3;
    }
    message ModuleInfo {
      optional ModuleName name = 1;
      optional string commit = 2;
    }
    optional bool is_import = 1;
    optional ModuleInfo module_info = 2;
    optional bool is_syntax_unspecified = 3;
    repeated int32 unused_dependency = 4;
  }
";

/// Returns the schema of `descriptor.proto` with buf's extension.
pub fn descriptor_schema() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let text = well_known(DESCRIPTOR).expect("it is built in");
        let text = text.replacen("message FileDescriptorProto {\n", BUF_EXTENSION, 1);
        let compiled = Compiler::new().resolver(MemoryTree::new([(DESCRIPTOR, text)])).compile([DESCRIPTOR]);
        compiled.expect("what buf adds fits in").into_schema()
    })
}

/// Returns a schema with the custom options of another schema, for option lookup only.
///
/// Contains the built-in `descriptor.proto`, which includes all fields of older versions, unless other files depend on
/// changes to it.
///
/// # Errors
/// If the options cannot be linked, or if other files depend on a `descriptor.proto` that does not describe files.
pub fn options_schema(schema: &Schema) -> Result<Cow<'static, Schema>, Box<Diagnostic>> {
    let is_descriptor = |path| schema.text(path) == DESCRIPTOR;
    if !schema.files.iter().any(|(_, file)| is_descriptor(file.path)) {
        return Ok(Cow::Borrowed(descriptor_schema()));
    }
    let mut with_ours = Writer::default();
    let mut as_it_is = Writer::default();
    let ours = descriptor_schema();
    ours.files.ids().for_each(|id| with_ours.bytes(1, &encode_file(ours, id, false)));
    for (id, file) in schema.files.iter() {
        let bytes = encode_file(schema, id, false);
        as_it_is.bytes(1, &bytes);
        if !is_descriptor(file.path) {
            with_ours.bytes(1, &bytes);
        }
    }
    if let Ok(schema) = read(&with_ours.into_bytes()) {
        return Ok(Cow::Owned(schema));
    }
    let schema = read(&as_it_is.into_bytes())?;
    if schema.find_message(SET).is_none() {
        return Err(no_descriptor_set());
    }
    Ok(Cow::Owned(schema))
}

fn read(set: &[u8]) -> Result<Schema, Box<Diagnostic>> {
    let mut sources = Sources::default();
    let image = sources.add("options", "options", None);
    decode(set, image, &mut sources)
}

/// Returns the message type of an image.
pub fn set_type(schema: &Schema) -> MessageId {
    schema.find_message(SET).expect("every schema of options has it")
}

fn no_descriptor_set() -> Box<Diagnostic> {
    let message = "`google/protobuf/descriptor.proto` has no message `FileDescriptorSet`: only the binary form of an image can \
                   be written or read";
    let help =
        "write a `.binpb` file, or remove your own `google/protobuf/descriptor.proto` to use the one that is built in";
    Box::new(Diagnostic::error(BAD_IMAGE, message).help(help))
}
