mod timing;
mod code {
    include!(concat!(env!("OUT_DIR"), "/all.rs"));
}

use buffa::Message;
use code::google::pubsub::v1::PublishRequest;

fn main() {
    timing::run(|bytes| PublishRequest::decode_from_slice(bytes).expect("valid"), Message::encode_to_vec);
}
