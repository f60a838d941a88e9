//! The settings of a builder as messages. A field that is not set stands for the default of the generator.

use crate::runtime::Runtime;

/// The settings of a builder or of a `prost_build::Config`, as recorded by their methods. A field has the meaning of the
/// method of the same name. What is absent has its default.
#[derive(Clone, PartialEq, prost::Message)]
#[expect(missing_docs, reason = "the fields have the names of documented methods")]
pub struct Options {
    /// The values of options that the table of the generator has, by name.
    #[prost(message, repeated, tag = "70")]
    pub values: Vec<OptionValue>,

    // Files, whose paths need not be UTF-8.
    #[prost(bytes = "vec", optional, tag = "1")]
    pub out_dir: Option<Vec<u8>>,
    #[prost(bytes = "vec", optional, tag = "2")]
    pub file_descriptor_set_path: Option<Vec<u8>>,
    #[prost(bool, tag = "3")]
    pub skip_protoc_run: bool,
    #[prost(bool, tag = "4")]
    pub skip_source_info: bool,
    #[prost(bytes = "vec", optional, tag = "5")]
    pub include_file: Option<Vec<u8>>,
    /// The arguments for protoc, of which only the include folders count.
    #[prost(bytes = "vec", repeated, tag = "6")]
    pub protoc_args: Vec<Vec<u8>>,
    #[prost(bool, optional, tag = "7")]
    pub common_protos: Option<bool>,
    #[prost(bytes = "vec", optional, tag = "8")]
    pub dependencies: Option<Vec<u8>>,
    #[prost(bool, optional, tag = "9")]
    pub emit_rerun_if_changed: Option<bool>,

    // Messages.
    #[prost(enumeration = "Runtime", optional, tag = "20")]
    pub runtime: Option<i32>,
    /// Types of other crates that are not `Copy`, by full name.
    #[prost(string, repeated, tag = "32")]
    pub not_copied: Vec<String>,
    #[prost(enumeration = "Comments", tag = "41")]
    pub comments: i32,

    #[prost(bytes = "vec", repeated, tag = "65")]
    pub provided_by: Vec<Vec<u8>>,

    /// The settings for services, which only a builder has.
    #[prost(message, optional, tag = "80")]
    pub services: Option<ServiceOptions>,
}

impl Options {
    /// Sets a flag by the name of its option.
    pub fn set_flag(&mut self, name: &str, flag: bool) {
        self.set(name, Value::Flag(flag));
    }

    /// Sets a text by the name of its option.
    pub fn set_text(&mut self, name: &str, text: impl Into<String>) {
        self.set(name, Value::Text(text.into()));
    }

    /// Replaces the list of an option.
    pub fn set_list<S: AsRef<str>>(&mut self, name: &str, items: impl IntoIterator<Item = S>) {
        let items = items.into_iter().map(|item| item.as_ref().to_owned()).collect();
        self.set(name, Value::List(Texts { items }));
    }

    /// Adds an item to the list of an option.
    pub fn add(&mut self, name: &str, item: impl Into<String>) {
        match self.find(name) {
            Some(Value::List(list)) => list.items.push(item.into()),
            _ => self.set(name, Value::List(Texts { items: vec![item.into()] })),
        }
    }

    /// Adds a path and its value to the pairs of an option.
    pub fn add_pair(&mut self, name: &str, path: impl Into<String>, value: impl Into<String>) {
        self.add_pairs(name, vec![Attribute::new(path, value)]);
    }

    /// Adds types that other crates provide.
    pub fn take(&mut self, taken: TakenTypes) {
        self.add_pairs("extern_path", taken.extern_paths);
        self.not_copied.extend(taken.not_copied);
    }

    fn add_pairs(&mut self, name: &str, items: Vec<Attribute>) {
        match self.find(name) {
            Some(Value::Pairs(pairs)) => pairs.items.extend(items),
            _ => self.set(name, Value::Pairs(Pairs { items })),
        }
    }

    fn find(&mut self, name: &str) -> Option<&mut Value> {
        self.values.iter_mut().find(|value| value.name == name)?.value.as_mut()
    }

    fn set(&mut self, name: &str, value: Value) {
        match self.find(name) {
            Some(old) => *old = value,
            None => self.values.push(OptionValue { name: name.to_owned(), value: Some(value) }),
        }
    }
}

/// The value of an option of the generator.
#[derive(Clone, PartialEq, prost::Message)]
pub struct OptionValue {
    /// The name in the table of the generator.
    #[prost(string, tag = "1")]
    pub name: String,
    /// The value, whose kind the generator checks.
    #[prost(oneof = "Value", tags = "2, 3, 4, 5")]
    pub value: Option<Value>,
}

/// A value of one of the kinds that options have.
#[derive(Clone, PartialEq, prost::Oneof)]
pub enum Value {
    /// `true` or `false`.
    #[prost(bool, tag = "2")]
    Flag(bool),
    /// A single string.
    #[prost(string, tag = "3")]
    Text(String),
    /// Strings in order.
    #[prost(message, tag = "4")]
    List(Texts),
    /// Pairs of a path and the value for it, in order.
    #[prost(message, tag = "5")]
    Pairs(Pairs),
}

/// The strings of a [`Value`].
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct Texts {
    /// The strings in order.
    #[prost(string, repeated, tag = "1")]
    pub items: Vec<String>,
}

/// The pairs of a [`Value`].
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct Pairs {
    /// The pairs in order.
    #[prost(message, repeated, tag = "1")]
    pub items: Vec<Attribute>,
}

/// The documentation that comments of `.proto` files become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, prost::Enumeration)]
#[repr(i32)]
pub enum Comments {
    /// Documentation that is escaped where rustdoc would misread it.
    Rustdoc = 0,
    /// Documentation as prost-build and tonic-build write it.
    Prost = 1,
    /// No documentation from comments.
    Omitted = 2,
}

/// A path or type with what is set for it: an attribute, a domain or a Rust path.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct Attribute {
    /// The path, pattern or type that the attribute is set for.
    #[prost(string, tag = "1")]
    pub path: String,
    /// The attribute, domain or Rust path.
    #[prost(string, tag = "2")]
    pub value: String,
}

impl Attribute {
    /// Creates an attribute for a path.
    pub fn new(path: impl Into<String>, value: impl Into<String>) -> Self {
        Self { path: path.into(), value: value.into() }
    }
}

/// The settings that only builders of services have.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ServiceOptions {
    /// Services and methods without comments. The option of the same name is for messages as well.
    #[prost(string, repeated, tag = "1")]
    pub disable_comments: Vec<String>,
    /// The path of a `google.api.Service` in YAML.
    #[prost(bytes = "vec", optional, tag = "2")]
    pub service_yaml: Option<Vec<u8>>,
    /// The path of a gRPC service config in JSON.
    #[prost(bytes = "vec", optional, tag = "3")]
    pub service_config: Option<Vec<u8>>,
}

/// Types that other crates provide.
#[derive(Clone, PartialEq, prost::Message)]
pub struct TakenTypes {
    /// The paths of the types, as for `extern_path`.
    #[prost(message, repeated, tag = "1")]
    pub extern_paths: Vec<Attribute>,
    /// The full names of those that are not `Copy`.
    #[prost(string, repeated, tag = "2")]
    pub not_copied: Vec<String>,
}
