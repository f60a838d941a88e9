//! user.v1.UserService, and user.v2.UserService over the same users.

use tonic::{Request, Response, Status, Streaming};

use super::drain::Drain;
use super::outgoing::{Outgoing, collect, list};
use super::room::Room;
use super::validate::{self, Check};
use crate::proto::user::v1::user_service_server::UserService;
use crate::proto::user::v1::{
    ChatStreamRequest, ChatStreamResponse, CreateUserRequest, CreateUserResponse, CreateUsersRequest,
    CreateUsersResponse, GetUserRequest, GetUserResponse, GetUserV2Request, GetUserV2Response, ListUsersRequest,
    ListUsersResponse, User,
};
use crate::proto::user::v2;
use crate::proto::user::v2::user_service_server::UserService as UserServiceV2;
use crate::store::users::NewUser;
use crate::store::{Store, now, users};
use prost_types::Timestamp;

#[derive(Debug)]
pub(super) struct Users {
    store: Store,
    room: Room<ChatStreamResponse>,
}

impl Users {
    pub(super) fn new(store: Store, drain: Drain) -> Self {
        Self { room: Room::open("users", store.clone(), drain), store }
    }

    async fn get(&self, id: String) -> Result<User, Status> {
        Check::default().id("id", &id).done()?;
        Ok(self.store.read(move |store| users::get(store, &id)).await?)
    }
}

#[tonic::async_trait]
impl UserService for Users {
    type ListUsersStream = Outgoing<ListUsersResponse>;
    type ChatStreamStream = Outgoing<ChatStreamResponse>;

    async fn get_user(&self, request: Request<GetUserRequest>) -> Result<Response<GetUserResponse>, Status> {
        let user = self.get(request.into_inner().id).await?;
        Ok(Response::new(GetUserResponse { user: Some(user) }))
    }

    async fn get_user_v2(&self, request: Request<GetUserV2Request>) -> Result<Response<GetUserV2Response>, Status> {
        let user = self.get(request.into_inner().id).await?;
        Ok(Response::new(GetUserV2Response { user: Some(second_version(user)) }))
    }

    async fn list_users(
        &self,
        request: Request<ListUsersRequest>,
    ) -> Result<Response<Outgoing<ListUsersResponse>>, Status> {
        let ListUsersRequest { page_size, page_token } = request.into_inner();
        let page = validate::page("users", page_size, &page_token)?;
        let listed = self.store.read(move |store| users::list(store, &page)).await?;
        Ok(list(
            listed
                .into_iter()
                .map(|listed| ListUsersResponse { user: Some(listed.value), next_page_token: listed.next_page_token }),
        ))
    }

    async fn create_user(&self, request: Request<CreateUserRequest>) -> Result<Response<CreateUserResponse>, Status> {
        let CreateUserRequest { name, email, phone } = request.into_inner();
        let check = Check::default().name("name", &name).email("email", &email);
        phone.iter().fold(check, |check, phone| check.phone("phone", phone)).done()?;
        let user = self.store.write(move |store| users::create(store, NewUser { name, email, phone })).await?;
        Ok(Response::new(CreateUserResponse { user: Some(user) }))
    }

    async fn create_users(
        &self,
        request: Request<Streaming<CreateUsersRequest>>,
    ) -> Result<Response<CreateUsersResponse>, Status> {
        let requests = collect(request.into_inner(), |index, request: &CreateUsersRequest| {
            Check::at(index).name("name", &request.name).email("email", &request.email).done()
        })
        .await?;
        let new = requests
            .into_iter()
            .map(|CreateUsersRequest { name, email }| NewUser { name, email, phone: None })
            .collect();
        let users = self.store.write(move |store| users::create_all(store, new)).await?;
        Ok(Response::new(CreateUsersResponse { users }))
    }

    async fn chat_stream(
        &self,
        request: Request<Streaming<ChatStreamRequest>>,
    ) -> Result<Response<Outgoing<ChatStreamResponse>>, Status> {
        let store = self.store.clone();
        Ok(self.room.join(request.into_inner(), move |request| admit(store.clone(), request)).await?)
    }
}

#[tonic::async_trait]
impl UserServiceV2 for Users {
    async fn get_user(&self, request: Request<v2::GetUserRequest>) -> Result<Response<v2::GetUserResponse>, Status> {
        let user = self.get(request.into_inner().id).await?;
        Ok(Response::new(v2::GetUserResponse { user: Some(second_version(user)) }))
    }
}

/// Returns a user as the second version describes it.
fn second_version(user: User) -> v2::User {
    let User { id, name, email, created_at, phone } = user;
    let create_time = Some(Timestamp { seconds: created_at, nanos: 0 });
    v2::User { id, display_name: name, email, phone, create_time }
}

async fn admit(store: Store, request: ChatStreamRequest) -> Result<ChatStreamResponse, Status> {
    let ChatStreamRequest { user_id, content } = request;
    Check::default().id("user_id", &user_id).content("content", &content).done()?;
    let user = store.read(move |store| users::get(store, &user_id)).await?;
    Ok(ChatStreamResponse { user_id: user.id, user_name: user.name, content, sent_at: now() })
}
