//! Names that mean something already in Rust, in prost, in tonic, or in the code that is generated.

use crate::random::Random;

const KEYWORDS: &str = "as break const continue crate else enum extern false fn for if impl in let loop match mod move mut pub ref \
    return self Self static struct super trait true type unsafe use where while async await dyn abstract become box do final \
    macro override priv typeof unsized virtual yield try gen union macro_rules raw safe auto default";

const TYPES: &str = "Option Result Some None Ok Err Vec String Box Default Clone Copy Debug Message Enumeration Oneof Name PartialEq \
    Eq Hash HashMap BTreeMap Iterator From Into TryFrom AsRef ToString Send Sync Sized Drop Fn Any Arc Rc Status Request Response \
    Streaming Channel Server Client Body Code Error Bytes Buf BufMut DecodeError EncodeError UnknownEnumValue Context Poll Pin \
    Future Service Svc Inner Kind Value Type Prost Tonic Core Std bool i32 u64 f32 str char usize std core alloc prost tonic \
    prost_types google protobuf u8 Infallible GrpcMethod CompressionEncoding NamedService IntoRequest StdError Uri \
    Interceptor InterceptedService http bytes futures ScalarWrapper DebugWrapper BoxFuture Grpc Codec ProstCodec codec client \
    server transport metadata service include_bytes concat env line serde Serialize Deserialize protoward_json";

const MEMBERS: &str = "new clone encode decode merge clear encoded_len encode_raw merge_field encode_to_vec from into try_from fmt \
    eq hash from_str_name as_str_name is_valid from_i32 value key tag buf len ctx wire_type type_url full_name connect with_origin \
    with_interceptor send_compressed accept_compressed max_decoding_message_size from_arc call poll_ready set_kind kind set get \
    has ready unary streaming into_inner request response path req server fut method builder message msg a b A B a1 A1 a_1 _a a_ \
    a__b aB Ab AB ABc aBC fooBar foo_bar FooBar FOO_BAR fooBAR foo__bar foo1bar foo_1_bar foo1_bar FOO Foo foo _ __ _1 x2 X_2 x_2_";

/// One of them, as it is or spelled otherwise.
pub(super) fn word(random: &mut Random) -> String {
    let words: Vec<&str> = [KEYWORDS, TYPES, MEMBERS].iter().flat_map(|all| all.split_whitespace()).collect();
    let word = words[random.below(words.len())];
    match random.below(16) {
        0 => word.to_uppercase(),
        1 => word.to_lowercase(),
        2 | 3 => word[..1].to_uppercase() + &word[1..],
        4 => format!("{word}_"),
        5 => format!("_{word}"),
        _ => word.to_owned(),
    }
}

/// Whether protobuf takes it for something else where a type may stand.
pub(super) fn is_reserved(word: &str) -> bool {
    const RESERVED: &str = "double float int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 bool string \
        bytes message enum oneof map repeated optional required group extend extensions reserved option import package service \
        rpc returns stream to max syntax edition export local inf nan";
    RESERVED.split_whitespace().any(|reserved| reserved == word)
}
