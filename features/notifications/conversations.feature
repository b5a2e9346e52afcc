@GET:/api/v1/conversations @GET:/api/v1/streaming
Feature: Speaking with few

  Background:
    Given Ada publishes "hello, everybody"
    And Bob is watching his conversations
    And Cleo is watching her conversations

  Scenario: what is said to somebody and nobody else is a conversation of both
    When Ada publishes the direct post "psst, @Bob"
    Then Bob is shown "psst, @Bob" by Ada
    And Bob sees in his conversations:
      | psst, @Bob |
    And Ada sees in her conversations:
      | psst, @Bob |
    But Cleo is not shown "psst, @Bob"
    And Cleo sees nothing in her conversations

  Scenario: a thread is one conversation, with what was said last
    When Ada publishes the direct post "psst, @Bob"
    And Bob replies with the direct post "what, @Ada?" to "psst, @Bob"
    Then Bob is shown "what, @Ada?" by Bob
    And Ada sees in her conversations:
      | what, @Ada? |

  Scenario: what is said before many is none
    When Ada publishes "hello, @Bob"
    And Ada publishes the followers-only post "just us, @Bob"
    Then Bob is not shown "hello, @Bob"
    And Bob is not shown "just us, @Bob"
    And Bob sees nothing in his conversations

  Scenario: nobody is spoken to by whom they block
    Given Bob blocks Ada
    When Ada publishes the direct post "psst, @Bob"
    Then Bob is not shown "psst, @Bob"
    And Bob sees nothing in his conversations

  Scenario: one who is blocked says no more, and what they said is out of sight
    Given Ada publishes the direct post "psst, @Bob"
    And Bob is shown "psst, @Bob" by Ada
    When Bob blocks Ada
    Then Bob sees nothing in his conversations

  Scenario: a visitor has none
    When a visitor opens his conversations
    Then a visitor is told "one has to log in"
