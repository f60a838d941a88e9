mod timing;
mod code {
    include!(concat!(env!("OUT_DIR"), "/mod.rs"));
}

use code::google::pubsub::v1::PublishRequest;
use prost::Message;

fn main() {
    timing::run(|bytes| PublishRequest::decode(bytes).expect("valid"), Message::encode_to_vec);
}
