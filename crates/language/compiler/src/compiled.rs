//! The result of a compilation without errors, as a schema, as bytes and as messages of other crates.

use super::error::Warnings;
#[cfg(feature = "reflect")]
use crate::prost::descriptor_pool;
#[cfg(feature = "prost-types")]
use crate::prost::{descriptor_set, file_descriptor};
use protoward_schema::descriptor::{Encode, encode, encode_file};
use protoward_schema::{FileId, Schema};
use protoward_source::{Report, Sources};

/// The result of [`Compiler::compile`](super::Compiler::compile): a schema without errors, linked with all imports.
///
/// ```
/// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).unwrap();
/// use protoward_compiler::Compiler;
/// let compiled = Compiler::new().includes(["proto", "third_party/googleapis"]).compile(["google/rpc/status.proto"])?;
/// for file in compiled.files().filter(|file| !file.is_import()) {
///     println!("{}: {} bytes", file.name(), file.encode().len());
/// }
/// print!("{}", compiled.warnings());
/// # Ok::<(), protoward_compiler::CompileError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Compiled {
    schema: Schema,
    report: Report,
    sources: Sources,
    what: Encode,
}

impl Compiled {
    pub(super) fn new(schema: Schema, report: Report, sources: Sources, what: Encode) -> Self {
        Self { schema, report, sources, what }
    }

    /// Returns the linked schema: all declarations with full names, resolved features and source locations.
    ///
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).unwrap();
    /// use protoward_compiler::Compiler;
    /// use protoward_schema::Element;
    /// let compiled = Compiler::new().includes(["proto", "third_party/googleapis"]).compile(["google/rpc/status.proto"])?;
    /// let schema = compiled.schema();
    /// let Some(Element::Message(status)) = schema.find("google.rpc.Status") else { panic!("it is a message") };
    /// assert_eq!(schema.text(schema[status].name), "Status");
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Returns the schema and the source texts to which the schema's locations refer.
    ///
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).unwrap();
    /// use protoward_compiler::Compiler;
    /// let compiled = Compiler::new().includes(["proto", "third_party/googleapis"]).compile(["google/rpc/status.proto"])?;
    /// let (schema, sources) = compiled.into_parts();
    /// let (_, file) = schema.files.iter().next().unwrap();
    /// assert!(sources.get(file.source).text.is_some());
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    pub fn into_parts(self) -> (Schema, Sources) {
        (self.schema, self.sources)
    }

    /// Returns the schema. The diagnostics and the source texts are freed.
    pub fn into_schema(self) -> Schema {
        self.schema
    }

    /// Returns the source texts to which the schema's locations refer.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Serializes a `FileDescriptorSet`: the bytes that `protoc -o` writes. The settings of the compiler decide about
    /// imports and source info.
    ///
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).unwrap();
    /// use protoward_compiler::Compiler;
    /// let compiled = Compiler::new().includes(["proto", "third_party/googleapis"]).compile(["google/rpc/status.proto"])?;
    /// # let out = std::env::temp_dir().join("protoward-api.binpb");
    /// std::fs::write(out, compiled.encode())?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn encode(&self) -> Vec<u8> {
        encode(&self.schema, self.what)
    }

    /// Returns the files, imports included, in topological order: each file follows its imports.
    ///
    /// ```
    /// use protoward_compiler::Compiler;
    /// let compiled = Compiler::new().compile(["google/protobuf/api.proto"])?;
    /// let names: Vec<&str> = compiled.files().map(|file| file.name()).collect();
    /// assert_eq!(names.last(), Some(&"google/protobuf/api.proto"));
    /// assert!(names.contains(&"google/protobuf/type.proto"));
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    pub fn files(&self) -> impl Iterator<Item = CompiledFile<'_>> {
        self.schema.files.ids().map(|id| CompiledFile { compiled: self, id })
    }

    /// Returns the file with the import name `name`.
    ///
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).unwrap();
    /// use protoward_compiler::Compiler;
    /// let compiled = Compiler::new().includes(["proto", "third_party/googleapis"]).compile(["google/rpc/status.proto"])?;
    /// assert!(compiled.file("google/rpc/status.proto").is_some());
    /// assert!(compiled.file("google/rpc/other.proto").is_none());
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    pub fn file(&self, name: &str) -> Option<CompiledFile<'_>> {
        self.files().find(|file| file.name() == name)
    }

    /// Returns the warnings about the files.
    ///
    /// ```
    /// use protoward_compiler::Compiler;
    /// use protoward_source::MemoryTree;
    /// let text = "syntax = \"proto3\"; message A {}";
    /// let compiled = Compiler::new().resolver(MemoryTree::new([("a.proto", text)])).compile(["a.proto"])?;
    /// assert!(compiled.warnings().is_empty());
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    pub fn warnings(&self) -> Warnings<'_> {
        Warnings::new(&self.report, &self.sources)
    }

    /// Returns the files as messages of `prost-types`. The settings of the compiler decide about imports and source
    /// info.
    ///
    /// These messages have no room for custom options and editions; use [`Compiled::encode`] to keep them.
    /// [`prost_build::Config::compile_fds`](https://docs.rs/prost-build) takes such a set.
    ///
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).unwrap();
    /// use protoward_compiler::Compiler;
    /// let compiler = Compiler::new().includes(["proto", "third_party/googleapis"]).source_info(false);
    /// let compiled = compiler.compile(["google/rpc/status.proto"])?;
    /// let set: prost_types::FileDescriptorSet = compiled.file_descriptor_set();
    /// assert!(set.file.iter().any(|file| file.package() == "google.rpc"));
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    #[cfg(feature = "prost-types")]
    pub fn file_descriptor_set(&self) -> prost_types::FileDescriptorSet {
        descriptor_set(&self.encode()).expect("a descriptor set was written")
    }

    /// Returns the files, imports included, as a descriptor pool of `prost-reflect` for dynamic messages, JSON and
    /// text.
    ///
    /// # Errors
    /// Returns an error if prost-reflect refuses the files. prost-reflect knows only proto2 and proto3, so files of an
    /// edition are translated. A file with both implicit presence and an enum without a zero value has no such
    /// translation.
    ///
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).unwrap();
    /// use prost_reflect::DynamicMessage;
    /// use protoward_compiler::Compiler;
    /// use protoward_source::MemoryTree;
    ///
    /// let text = "syntax = \"proto3\"; message Point { int32 x = 1; }";
    /// let compiled = Compiler::new().resolver(MemoryTree::new([("a.proto", text)])).compile(["a.proto"])?;
    /// let point = compiled.descriptor_pool()?.get_message_by_name("Point").unwrap();
    /// let point = DynamicMessage::deserialize(point, &mut serde_json::Deserializer::from_str(r#"{"x": 3}"#))?;
    /// assert_eq!(point.get_field_by_name("x").unwrap().as_i32(), Some(3));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "reflect")]
    pub fn descriptor_pool(&self) -> Result<prost_reflect::DescriptorPool, prost_reflect::DescriptorError> {
        descriptor_pool(&self.schema, self.what.source_info)
    }
}

/// One file of a [`Compiled`].
#[derive(Clone, Copy, Debug)]
pub struct CompiledFile<'a> {
    compiled: &'a Compiled,
    id: FileId,
}

impl<'a> CompiledFile<'a> {
    /// Returns the id of the file in the schema.
    pub fn id(&self) -> FileId {
        self.id
    }

    /// Returns the import name of the file.
    pub fn name(&self) -> &'a str {
        let schema = &self.compiled.schema;
        schema.text(schema[self.id].path)
    }

    /// Returns the displayed path of the file.
    ///
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).unwrap();
    /// use protoward_compiler::Compiler;
    /// let compiled = Compiler::new().includes(["proto", "third_party/googleapis"]).compile(["google/rpc/status.proto"])?;
    /// assert_eq!(compiled.file("google/rpc/status.proto").unwrap().path(), "third_party/googleapis/google/rpc/status.proto");
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    pub fn path(&self) -> &'a str {
        &self.compiled.sources.get(self.compiled.schema[self.id].source).display
    }

    /// Returns `true` for a well-known file or a file of [`Compiler::built_in`](super::Compiler::built_in), which lies in no
    /// folder.
    ///
    /// ```no_run
    /// use protoward_compiler::Compiler;
    /// // build.rs: run again when a file changes, imports included.
    /// let compiled = Compiler::new().includes(["proto", "third_party/googleapis"]).compile(["google/rpc/status.proto"])?;
    /// for file in compiled.files().filter(|file| !file.is_built_in()) {
    ///     println!("cargo::rerun-if-changed={}", file.path());
    /// }
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    pub fn is_built_in(&self) -> bool {
        self.compiled.sources.get(self.compiled.schema[self.id].source).is_built_in
    }

    /// Returns `true` if the file was not requested and is only imported.
    pub fn is_import(&self) -> bool {
        self.compiled.schema[self.id].is_import
    }

    /// Serializes the `FileDescriptorProto` of the file. The settings of the compiler decide about source info.
    ///
    /// ```
    /// use protoward_compiler::Compiler;
    /// let compiled = Compiler::new().compile(["google/protobuf/any.proto"])?;
    /// let any = compiled.file("google/protobuf/any.proto").unwrap();
    /// // A set of one file is that file as field 1.
    /// assert!(compiled.encode().ends_with(&any.encode()));
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    pub fn encode(&self) -> Vec<u8> {
        encode_file(&self.compiled.schema, self.id, self.compiled.what.source_info)
    }

    /// Returns the descriptor as a message of `prost-types`, which has no room for custom options and editions.
    ///
    /// ```
    /// use protoward_compiler::Compiler;
    /// let compiled = Compiler::new().compile(["google/protobuf/any.proto"])?;
    /// let any = compiled.file("google/protobuf/any.proto").unwrap().file_descriptor();
    /// assert_eq!(any.message_type[0].name(), "Any");
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    #[cfg(feature = "prost-types")]
    pub fn file_descriptor(&self) -> prost_types::FileDescriptorProto {
        file_descriptor(&self.encode()).expect("a descriptor was written")
    }
}
