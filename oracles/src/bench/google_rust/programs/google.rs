mod timing;
mod code {
    include!(concat!(env!("OUT_DIR"), "/protobuf_generated/google/pubsub/v1/generated.rs"));
}

use code::google_pubsub_v1_pubsub_proto::PublishRequest;
use protobuf::{Parse, Serialize};

fn main() {
    timing::run(|bytes| PublishRequest::parse(bytes).expect("valid"), |it| it.serialize().expect("valid"));
}
