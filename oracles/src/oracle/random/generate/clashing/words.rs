//! Names that have a meaning in Rust, in prost, in tonic, or in generated code.

const KEYWORDS: &str = "as break const continue crate else enum extern false fn for if impl in let loop match mod move mut pub ref \
    return self Self static struct super trait true type unsafe use where while async await dyn abstract become box do final \
    macro override priv typeof unsized virtual yield try gen union macro_rules raw safe auto default";

const TYPES: &str = "Option Result Some None Ok Err Vec String Box Default Clone Copy Debug Message Enumeration Oneof Name PartialEq \
    Eq Hash HashMap BTreeMap Iterator From Into TryFrom AsRef ToString Send Sync Sized Drop Fn Any Arc Rc Status Request Response \
    Streaming Channel Server Client Body Code Error Bytes Buf BufMut DecodeError EncodeError UnknownEnumValue Context Poll Pin \
    Future Service Svc Inner Kind Value Type Prost Tonic Core Std bool i32 u64 f32 f64 usize str char std core alloc prost tonic \
    prost_types google protobuf u8 Infallible GrpcMethod CompressionEncoding NamedService IntoRequest StdError Uri Timestamp Empty \
    Interceptor InterceptedService http bytes futures ScalarWrapper DebugWrapper BoxFuture Grpc Codec ProstCodec codec client \
    server transport metadata service include_bytes concat env line serde Serialize Deserialize Serializer Deserializer Visitor \
    protoward_json protoward_grpc protoward_enums protoward_unknown protoward_runtime OpenEnum Unknown Known UnknownFields Mock \
    Configured LazyLock custom_options files FILE_DESCRIPTOR_SET SERVICE_NAME METHODS SERVICE_CONFIG path mock in_process \
    configured Formatter Display Ord Ordering PartialOrd Any Duration NullValue ListValue Struct FieldMask DecodeContext WireType \
    T B S F K V C D E H a b";

const MEMBERS: &str = "new clone encode decode merge clear encoded_len encode_raw merge_field encode_to_vec from into try_from fmt \
    eq hash from_str_name as_str_name is_valid from_i32 value key tag buf len ctx wire_type type_url full_name connect with_origin \
    with_interceptor send_compressed accept_compressed max_decoding_message_size from_arc call poll_ready set_kind kind set get \
    has ready unary streaming into_inner request response path req server fut method builder message msg other this field name \
    known number unknown_fields iter write read options serialize deserialize map state inner item fields formatter to_string \
    cmp partial_cmp ne borrow as_ref as_mut take replace unwrap expect is_empty as_bytes insert push extend on_call calls \
    a b A B a1 A1 a_1 _a a_ a__b aB Ab AB ABc aBC fooBar foo_bar FooBar FOO_BAR fooBAR foo__bar foo1bar foo_1_bar foo1_bar FOO \
    Foo foo _ __ _1 x2 X_2 x_2_ foo_1 foo1 Foo1 F f _foo";

pub(super) fn all() -> Vec<&'static str> {
    [KEYWORDS, TYPES, MEMBERS].iter().flat_map(|words| words.split_whitespace()).collect()
}

/// Prefixes and suffixes that generated code adds to names, which are `*`.
pub(super) const AROUND: &str = "*Entry|*OneOf|*Kind|*Client|*Server|*Service|*Svc|*_client|*_server|*Mock|*Stream\
    |*2|*2_|_*|r_*|set_*|get_*|push_*|insert_*|with_*|on_*|calls_to_*";

/// Pieces of comments that Markdown, rustdoc or rustc may interpret.
pub(in crate::oracle::random) const COMMENTS: &str = "¦¦ A comment.¦    let code: Indented = 1;¦\tfn tabs() {}¦ ```¦ ```rust¦ ```proto¦ ~~~\
    ¦ ````text¦ `unclosed¦ `Foo`¦ ``two ` of them``¦ [Foo]¦ [Foo][]¦ [foo.Bar][foo.Bar]\
    ¦ [a link](https://example.com/a_(b))¦ [broken](¦ [self]: https://example.com¦ [^note]: a note¦ see [^note]\
    ¦ <html>¦ <div> <b>bold</i>¦ </div>¦ <!-- not closed¦ <https://example.com>\
    ¦ https://example.com/path?query=1&b=<c>¦ Vec<Option<T>>¦ a < b && c > d¦ // again¦ */ closed?\
    ¦ #[derive(Debug)]¦ #![allow(unused)]¦ # Heading¦ ===¦ ---¦ - item¦   - inner¦ * star¦ 1. first¦  10) tenth\
    ¦ > quoted¦ | a | b |¦ |---|---|¦ trailing \\¦ \\[escaped\\]¦ größer ≤ 😀 \u{202e}right to left¦ {@link foo}\
    ¦ @deprecated use $foo instead¦ \"quoted\" 'single' \"#¦ $crate::foo!{}¦ {{ braces }} {0}¦ &amp; &lt;\
    ¦ *emphasis **strong¦ [ ] task¦ [x] done¦ crate::Foo, super::Bar, std::vec::Vec¦ [`Foo::bar`] and [super::Foo]\
    ¦ [struct@Foo] [foo()] [foo!]\
    ¦ TODO(x): a very long line that goes on and on and on and on and on and on and on and on and on and on and on and on and on\
    ¦!¦/ three slashes¦*¦ \u{b}\u{c}\r controls¦  \u{200b}zero width";
