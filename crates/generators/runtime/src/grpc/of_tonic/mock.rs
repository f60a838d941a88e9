//! Mocked methods of servers, for tests.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use super::tonic::codegen::{BoxFuture, BoxStream, tokio_stream::Stream};
use super::tonic::metadata::MetadataMap;
use super::tonic::{Request, Response, Status, Streaming};

/// A call that a mock received.
#[derive(Clone, Debug)]
pub struct Call<M> {
    /// The metadata of the call.
    pub metadata: MetadataMap,
    /// The message, or the messages that were read so far.
    pub message: M,
}

/// The messages of a client. Each message is recorded when it is read.
pub struct Incoming<M> {
    messages: Streaming<M>,
    calls: Arc<Mutex<Vec<Call<Vec<M>>>>>,
    number: usize,
}

impl<M: Clone> Incoming<M> {
    /// Returns the next message, or `None` after the last one.
    ///
    /// # Errors
    /// Fails if the client disconnects or sends an invalid message.
    pub async fn message(&mut self) -> Result<Option<M>, Status> {
        let message = self.messages.message().await?;
        message.iter().for_each(|message| self.record(message));
        Ok(message)
    }

    /// Returns all remaining messages once the client has sent the last one.
    ///
    /// # Errors
    /// Fails under the same conditions as [`message`](Self::message).
    pub async fn all(&mut self) -> Result<Vec<M>, Status> {
        let mut all = Vec::new();
        while let Some(message) = self.message().await? {
            all.push(message);
        }
        Ok(all)
    }

    fn record(&self, message: &M) {
        if let Some(call) = locked(&self.calls).get_mut(self.number) {
            call.message.push(message.clone());
        }
    }
}

impl<M: Clone> Stream for Incoming<M> {
    type Item = Result<M, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = Pin::new(&mut self.messages).poll_next(cx);
        if let Poll::Ready(Some(Ok(message))) = &next {
            self.record(message);
        }
        next
    }
}

type Answer<Q, R> = Arc<dyn Fn(Request<Q>) -> BoxFuture<Response<R>, Status> + Send + Sync>;

/// A mocked method with the request `Q` and the response `R`. It records `C` of each call.
pub struct Method<Q, R, C> {
    answer: Mutex<Option<Answer<Q, R>>>,
    calls: Arc<Mutex<Vec<Call<C>>>>,
}

impl<Q, R, C> Default for Method<Q, R, C> {
    fn default() -> Self {
        Self { answer: Mutex::default(), calls: Arc::default() }
    }
}

impl<Q: 'static, R: 'static, C: Clone> Method<Q, R, C> {
    /// Sets the function that answers calls.
    pub fn set<F, A>(&self, answer: F)
    where
        F: Fn(Request<Q>) -> A + Send + Sync + 'static,
        A: Future<Output = Result<Response<R>, Status>> + Send + 'static,
    {
        *locked(&self.answer) = Some(Arc::new(move |request| Box::pin(answer(request))));
    }

    /// Returns the calls so far.
    pub fn calls(&self) -> Vec<Call<C>> {
        locked(&self.calls).clone()
    }

    fn record(&self, metadata: &MetadataMap, message: C) -> usize {
        let mut calls = locked(&self.calls);
        calls.push(Call { metadata: metadata.clone(), message });
        calls.len() - 1
    }

    async fn answered(&self, path: &str, request: Request<Q>) -> Result<Response<R>, Status> {
        let answer = locked(&self.answer).clone();
        match answer {
            Some(answer) => answer(request).await,
            None => Err(Status::unimplemented(format!("the mock has no answer for `{path}`"))),
        }
    }
}

impl<Q, M: 'static, C: Clone> Method<Q, BoxStream<M>, C>
where
    Q: 'static,
{
    /// Sets the function that answers calls with a stream.
    pub fn set_stream<F, A, S>(&self, answer: F)
    where
        F: Fn(Request<Q>) -> A + Send + Sync + 'static,
        A: Future<Output = Result<Response<S>, Status>> + Send + 'static,
        S: Stream<Item = Result<M, Status>> + Send + 'static,
    {
        *locked(&self.answer) = Some(Arc::new(move |request| {
            let answered = answer(request);
            Box::pin(async move {
                let boxed = |stream: S| -> BoxStream<M> { Box::pin(stream) };
                answered.await.map(|response| response.map(boxed))
            })
        }));
    }
}

impl<M: Clone + 'static, R: 'static> Method<M, R, M> {
    /// Answers a call with one message.
    pub async fn call(&self, path: &str, request: Request<M>) -> Result<Response<R>, Status> {
        self.record(request.metadata(), request.get_ref().clone());
        self.answered(path, request).await
    }
}

impl<M: Clone + 'static, R: 'static> Method<Incoming<M>, R, Vec<M>> {
    /// Answers a call with a stream of messages.
    pub async fn call_with_many(&self, path: &str, request: Request<Streaming<M>>) -> Result<Response<R>, Status> {
        let number = self.record(request.metadata(), Vec::new());
        let calls = Arc::clone(&self.calls);
        self.answered(path, request.map(|messages| Incoming { messages, calls, number })).await
    }
}

/// Locks a mutex, even if a thread panicked while holding it.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
