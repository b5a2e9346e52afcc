@GET:/api/v1/timelines/tag/:tag
Feature: Finding posts by hashtag

  Scenario Outline: "<tag>" finds <text>
    When Bob publishes "<text>"
    Then a visitor sees "<text>" in the timeline of #<tag>

    Examples:
      | text                | tag     |
      | look, #rooks!       | rooks   |
      | look, #RoOkS!       | rooks   |
      | look, #rooks!       | ROOKS   |
      | #grüße von hier     | grüße   |
      | #日本 is far        | 日本    |
      | #1st and #second    | second  |
      | #rook_2             | rook_2  |

  Scenario: a post knows its tags
    When Bob publishes "#Rooks and #crows and #rooks"
    Then "#Rooks and #crows and #rooks" has the tags "rooks, crows"

  Scenario: tags lead to posts of everybody, newest first
    Given Bob publishes "one #rooks"
    And Ada publishes "two #rooks"
    And Bob publishes "none"
    Then a visitor sees in the timeline of #rooks:
      | two #rooks |
      | one #rooks |

  Scenario: answers are found too
    Given Bob publishes "what is that?"
    When Ada replies "a #rooks nest" to "what is that?"
    Then a visitor sees "a #rooks nest" in the timeline of #rooks

  Scenario Outline: <text> is no tag
    When Bob publishes "<text>"
    Then "<text>" has no tags

    Examples:
      | text                 |
      | number #1            |
      | c#sharp              |
      | https://a.example/#x |
      | # rooks              |

  Scenario: more than 20 tags are refused
    When Bob publishes 21 hashtags
    Then Bob is told "a post is no address book"
    And a visitor sees nothing in Bob's timeline
