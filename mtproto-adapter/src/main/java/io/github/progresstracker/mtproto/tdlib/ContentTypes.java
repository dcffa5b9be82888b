package io.github.progresstracker.mtproto.tdlib;

import io.github.progresstracker.mtproto.Message.Kind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The classes of {@code MessageContent} in {@code td_api.tl} (TDLib up to 1.8.67), each with what
 * it is here. One that is not among them, from a newer library, is {@link Kind#UNSUPPORTED}; its
 * message is kept all the same.
 */
final class ContentTypes {

  /** What is attached: the words of {@link io.github.progresstracker.mtproto.Media#type()}. */
  private static final Map<String, String> MEDIA = media();

  private static final Map<String, Kind> KINDS = kinds();

  private ContentTypes() {}

  static Kind kind(String type) {
    return KINDS.getOrDefault(type, Kind.UNSUPPORTED);
  }

  static @Nullable String media(String type) {
    return MEDIA.get(type);
  }

  private static Map<String, String> media() {
    Map<String, String> media = new HashMap<>();
    media.put("messageAnimation", "animation");
    media.put("messageAudio", "audio_file");
    media.put("messageChecklist", "todo_list");
    media.put("messageContact", "contact");
    media.put("messageDice", "dice");
    media.put("messageDocument", "file");
    media.put("messageExpiredPhoto", "photo");
    media.put("messageExpiredVideo", "video_file");
    media.put("messageExpiredVideoNote", "video_message");
    media.put("messageExpiredVoiceNote", "voice_message");
    media.put("messageGame", "game");
    media.put("messageGiveaway", "giveaway");
    media.put("messageGiveawayWinners", "giveaway_winners");
    media.put("messageInvoice", "invoice");
    media.put("messageLocation", "location");
    media.put("messagePaidMedia", "paid_media");
    media.put("messagePhoto", "photo");
    media.put("messagePoll", "poll");
    media.put("messageStakeDice", "dice");
    media.put("messageSticker", "sticker");
    media.put("messageStory", "story");
    media.put("messageVenue", "location");
    media.put("messageVideo", "video_file");
    media.put("messageVideoNote", "video_message");
    media.put("messageVoiceNote", "voice_message");
    return Map.copyOf(media);
  }

  private static Map<String, Kind> kinds() {
    Map<String, Kind> kinds = new HashMap<>();
    MEDIA.keySet().forEach(type -> kinds.put(type, Kind.CONTENT));
    kinds.put("messageText", Kind.CONTENT);
    kinds.put("messageAnimatedEmoji", Kind.CONTENT);
    for (String type : SERVICE.strip().split("\\s+", -1)) {
      kinds.put("message" + type, Kind.SERVICE);
    }
    return Map.copyOf(kinds);
  }

  private static final String SERVICE =
      """
      BasicGroupChatCreate BotWriteAccessAllowed Call ChatAddMembers ChatBoost ChatChangePhoto
      ChatChangeTitle ChatDeleteMember ChatDeletePhoto ChatHasProtectedContentDisableRequested
      ChatHasProtectedContentToggled ChatJoinByLink ChatJoinByRequest ChatOwnerChanged ChatOwnerLeft
      ChatSetBackground ChatSetMessageAutoDeleteTime ChatSetTheme ChatShared ChatUpgradeFrom
      ChatUpgradeTo ChecklistTasksAdded ChecklistTasksDone ContactRegistered CustomServiceAction
      DirectMessagePriceChanged ForumTopicCreated ForumTopicEdited ForumTopicIsClosedToggled
      ForumTopicIsHiddenToggled GameScore Gift GiftedPremium GiftedStars GiftedTon
      GiveawayCompleted GiveawayCreated GiveawayPrizeStars GroupCall InviteVideoChatParticipants ManagedBotCreated
      PaidMessagePriceChanged PaidMessagesRefunded PassportDataReceived PassportDataSent
      PaymentRefunded PaymentSuccessful PaymentSuccessfulBot PinMessage PollOptionAdded PollOptionDeleted PremiumGiftCode
      ProximityAlertTriggered RefundedUpgradedGift ScreenshotTaken SuggestBirthdate
      SuggestProfilePhoto SuggestedPostApprovalFailed SuggestedPostApproved SuggestedPostDeclined
      SuggestedPostPaid SuggestedPostRefunded SupergroupChatCreate UpgradedGift
      UpgradedGiftPurchaseOffer UpgradedGiftPurchaseOfferRejected UsersShared VideoChatEnded
      VideoChatScheduled VideoChatStarted WebAppDataReceived WebAppDataSent
      """;
}
