"""Addresses of talk: opaque, and nouns."""

from django.urls import path

from mutuality.rooms.views import safety, talk

urlpatterns = [
    path("rooms/<str:room_id>/", talk.room, name="room"),
    path("topics/<str:topic_id>/", talk.topic, name="topic"),
    path("words/<str:word_id>/", talk.word, name="word"),
    path("words/<str:word_id>/withdrawal/", talk.withdrawal, name="withdrawal"),
    path("words/<str:word_id>/signals/", talk.signals, name="signals"),
    path("words/<str:word_id>/keeping/", safety.keeping, name="keeping"),
    path("places/<str:place_id>/boundary/", safety.boundary, name="boundary"),
    path("places/<str:place_id>/card/", safety.card, name="place-card"),
]
